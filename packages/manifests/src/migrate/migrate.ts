import { ManifestError } from '../errors.ts';
import { bySameCluster } from '../read/same-cluster.ts';
import type { Source } from '../yaml/source.ts';
import { migrateCluster } from './migrate-cluster.ts';
import type { MigrateOptions, Migration, MigrationRow } from './migration.ts';

/**
 * Documents that say to another router what they said to theirs, and a table of what became of everything that they said.
 *
 * What the new router cannot route or keep together stays as it is, with a line `to do`; the rest goes on. Files that say the
 * same object, as overlays do, are moved apart from each other.
 *
 * @param sources All documents together: an Ingress and its Service may stand in different files.
 * @throws ManifestError `invalid-input` when nothing is for `from` or `from` is `to`; `unsupported-affinity` or
 * `unsupported-routing` when nothing can be moved, with an issue for each object.
 */
export function migrate(sources: readonly Source[], options: MigrateOptions): Migration {
  const tried = bySameCluster(sources).map((cluster) => attempt(cluster, options));
  const moved = tried.flatMap(({ migration }) => migration ?? []);
  const [refused] = tried.flatMap(({ error }) => error ?? []);
  if (moved.length === 0 && refused !== undefined) throw refused;
  const texts = new Map(moved.flatMap(({ files }) => files.map(({ file, text }) => [file, text] as const)));
  return {
    files: sources.map(({ file, text }) => ({ file, text: texts.get(file) ?? text })),
    rows: [...moved.flatMap(({ rows }) => rows), ...tried.flatMap(({ error }) => (error?.issues ?? []).map(stayed))],
  };
}

/** One environment that has nothing to move does not keep the others from it. */
function attempt(
  cluster: readonly Source[],
  options: MigrateOptions,
): { migration?: Migration; error?: ManifestError } {
  try {
    return { migration: migrateCluster(cluster, options) };
  } catch (error) {
    if (error instanceof ManifestError) return { error };
    throw error;
  }
}

function stayed({ path, message }: ManifestError['issues'][number]): MigrationRow {
  return { object: path, subject: 'the whole object', outcome: 'to do', meaning: `It stays as it is: ${message}` };
}
