import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Migration, migrate, type RouterId, readSource, routers } from './src/index.ts';

/** A configuration as people have it, and what becomes of it. */
export interface Golden {
  readonly name: string;
  readonly before: string;
  /** Folder of its `before.yaml`, `after.yaml`, `table.md` and `reasons.md`. */
  readonly folder: string;
  migrate(): Migration;
}

const HERE = join(import.meta.dirname, 'src', 'migrate', 'goldens');
const routerId = z.custom<RouterId>((id) => typeof id === 'string' && Object.hasOwn(routers, id));
const index = z.record(z.string(), z.tuple([routerId, routerId]));

/** All goldens, by `routers.json`: from which router to which. */
export function goldens(): Golden[] {
  const table = index.parse(JSON.parse(readFileSync(join(HERE, 'routers.json'), 'utf8')));
  return Object.entries(table).map(([name, [from, to]]) => {
    const folder = join(HERE, name);
    const before = readFileSync(join(folder, 'before.yaml'), 'utf8');
    return {
      name,
      folder,
      before,
      migrate: () => migrate([readSource(before, 'before.yaml')], { from, to }),
    };
  });
}

/** Names of all folders that hold a golden. */
export function goldenFolders(): string[] {
  return readdirSync(HERE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
