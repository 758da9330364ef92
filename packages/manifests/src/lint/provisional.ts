// Stands in for yaml/source and read/documents until they are there.
import { type Document, parseAllDocuments } from 'yaml';
import type { Reading, RouterId } from '../router.ts';
import { routers } from '../routers/index.ts';
import type { DocumentEdit, Source } from '../yaml/source.ts';

export function applyEdits(source: Source, edits: readonly DocumentEdit[]): string {
  const documents: Document[] = [...parseAllDocuments(source.text)];
  for (const { document, edit } of edits) {
    const yaml = documents[document.index];
    const path = [...document.within, ...edit.path];
    if (edit.kind === 'set') yaml?.setIn(path, edit.value);
    if (edit.kind === 'remove') yaml?.deleteIn(path);
    if (edit.kind === 'rename') {
      const value = yaml?.getIn(path, true);
      yaml?.deleteIn(path);
      yaml?.setIn([...path.slice(0, -1), edit.key], value);
    }
  }
  return documents.map(String).join('---\n');
}

export function readDocuments(sources: readonly Source[]): (Reading & { readonly router: RouterId })[] {
  const objects = sources.flatMap(({ documents }) => documents.map(({ object }) => object));
  return Object.values(routers).flatMap((router) =>
    router.read(objects).map((reading) => ({ ...reading, router: router.id })),
  );
}
