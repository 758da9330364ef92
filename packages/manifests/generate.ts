import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tutorialFiles } from './tutorial.ts';

/** Writes the generated folders of `manifests/`. `generate.test.ts` fails while they differ from what stands there. */
const folder = join(import.meta.dirname, '..', '..', 'manifests', 'tutorial');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of tutorialFiles()) await writeFile(join(folder, name), text);
