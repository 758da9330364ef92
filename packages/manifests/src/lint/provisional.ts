// Stands in for yaml/source and read/documents until they are there.
import type { Reading, RouterId } from '../router.ts';
import { routers } from '../routers/index.ts';
import type { Source } from '../yaml/source.ts';

export function readDocuments(sources: readonly Source[]): (Reading & { readonly router: RouterId })[] {
  const objects = sources.flatMap(({ documents }) => documents.map(({ object }) => object));
  return Object.values(routers).flatMap((router) =>
    router.read(objects).map((reading) => ({ ...reading, router: router.id })),
  );
}
