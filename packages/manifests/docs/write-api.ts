import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderApi } from '../../../scripts/api-docs/render-api.ts';
import { api } from './api.ts';

await writeFile(join(import.meta.dirname, 'api.md'), renderApi(api));
