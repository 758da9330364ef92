import { identityOf } from '../object-identity.ts';
import type { Source } from '../yaml/source.ts';

/**
 * The sources that can be of one cluster together: all of them, unless two files have the same object, as overlays of
 * kustomize and collections of examples do. Then each folder stands for itself, and where that is not enough each file. So
 * nothing is held against an object of another environment.
 */
export function bySameCluster(sources: readonly Source[]): readonly (readonly Source[])[] {
  if (isOneCluster(sources)) return [sources];
  const byFolder = [...Map.groupBy(sources, ({ file }) => folderOf(file)).values()];
  return byFolder.flatMap((folder) => (isOneCluster(folder) ? [folder] : folder.map((source) => [source])));
}

/** A file may say an object twice, which is for lint and the API server to judge. */
function isOneCluster(sources: readonly Source[]): boolean {
  const files = new Map<string, string>();
  return sources.every(({ file, documents }) =>
    documents.every(({ object }) => {
      const id = identityOf(object);
      const first = files.get(id);
      if (first === undefined) files.set(id, file);
      return first === undefined || first === file;
    }),
  );
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
