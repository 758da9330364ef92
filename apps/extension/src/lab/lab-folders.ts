import { join } from 'node:path';
import type { LabImage } from '@sticky/lab';
import { xdgState } from 'xdg-basedir';

/** The lab's state folder: the command line's, so that both see the same lab. */
export function labStateDir(): string {
  if (xdgState === undefined) throw new Error('There is no home folder: set XDG_STATE_HOME to a folder of your own.');
  return join(xdgState, 'sticky', 'lab');
}

/** The lab's own process script, bundled beside the extension's. */
export const labMain = (dist: string): string => join(dist, 'lab.cjs');

/** What image names run in the lab: the uuid app, also under the tutorial's public name. */
export function labImages(dist: string): Readonly<Record<string, LabImage>> {
  const uuidApp = { script: join(dist, 'uuid-app.cjs') };
  return { 'mopckou/sticky-session:0.0.5': uuidApp, 'uuid-app': uuidApp };
}
