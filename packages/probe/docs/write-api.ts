import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { declarationsOf } from './declarations.ts';
import { renderApi } from './render-api.ts';
import { topics } from './topics.ts';

const folder = import.meta.dirname;
const declarations = declarationsOf(join(folder, '..', 'src', 'index.ts'));
await writeFile(join(folder, 'api.md'), renderApi(declarations, topics));
