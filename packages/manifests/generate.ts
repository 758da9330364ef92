import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { routerFiles } from './router-files.ts';
import { tutorialFiles } from './tutorial.ts';

/** Writes the generated folders of `manifests/`. `generate.test.ts` fails while they differ from what stands there. */
for (const [name, files] of [
  ['tutorial', tutorialFiles()],
  ['routers', routerFiles()],
] as const) {
  const folder = join(import.meta.dirname, '..', '..', 'manifests', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [file, text] of files) await writeFile(join(folder, file), text);
}
