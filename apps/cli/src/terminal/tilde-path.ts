import { homedir } from 'node:os';
import { sep } from 'node:path';

/** A path as people write it: `~` for the home folder, where the shell knows that sign. */
export function tildePath(path: string): string {
  const home = homedir() + sep;
  return process.platform !== 'win32' && path.startsWith(home) ? `~/${path.slice(home.length)}` : path;
}
