import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the workspace. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** For what can be made again; not in git. */
export const cache = join(root, '.cache');

/** The Node that `pnpm install` brings: the machine's own, which runs these scripts, may be older. */
export const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
