import { join } from 'node:path';
import { declarationsOf } from '../../../scripts/api-docs/declarations.ts';
import type { Api } from '../../../scripts/api-docs/render-api.ts';
import { topics } from './topics.ts';

/** What api.md is made of. */
export const api: Api = {
  name: 'probe',
  about: `All data is plain, readonly and
serialises to JSON. Times are milliseconds and numbers are plain counts where nothing else is said.`,
  declarations: declarationsOf(join(import.meta.dirname, '..', 'src', 'index.ts')),
  topics,
};
