import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LabOptions } from '@sticky/lab';
import { DEFAULT_IMAGE } from '@sticky/manifests';
import { xdgState } from 'xdg-basedir';

/** Where the lab that needs no name keeps its state: one a user. */
export function labStateDir(): string {
  return join(xdgState ?? join(homedir(), '.local', 'state'), 'sticky', 'lab');
}

/** What the build puts beside this bundle: the lab's own process, and the app that stands for the tutorial's image. */
export function labPrograms(): Pick<LabOptions, 'main' | 'images'> {
  return {
    main: join(import.meta.dirname, 'lab.cjs'),
    images: { [DEFAULT_IMAGE]: { script: join(import.meta.dirname, 'uuid-app.cjs') } },
  };
}
