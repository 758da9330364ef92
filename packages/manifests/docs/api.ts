import { join } from 'node:path';
import { declarationsOf } from '../../../scripts/api-docs/declarations.ts';
import type { Api } from '../../../scripts/api-docs/render-api.ts';
import { topics } from './topics.ts';

/** What api.md is made of. */
export const api: Api = {
  name: 'manifests',
  about: `All data is plain, readonly and
serialises to JSON; nothing here reads a file or asks a network. Ages and timeouts are whole seconds, lines and columns count from 1.`,
  declarations: declarationsOf(join(import.meta.dirname, '..', 'src', 'index.ts')),
  topics,
};
