import { applyEdits } from '../yaml/edit.ts';
import type { DocumentEdit } from '../yaml/source.ts';
import type { Finding, Sources } from './rule.ts';

/** Each source that the fixes of findings change, with its new text. Two findings may ask for the same edit: it is made once. */
export function applyFixes(
  sources: Sources,
  findings: readonly Finding[],
): readonly { readonly file: string; readonly text: string }[] {
  const edits = Map.groupBy(
    findings.flatMap(({ fix }) => fix?.edits ?? []),
    ({ document }) => document,
  );
  return sources.flatMap((source) => {
    const own = distinct(source.documents.flatMap((document) => edits.get(document) ?? []));
    return own.length === 0 ? [] : [{ file: source.file, text: applyEdits(source, own) }];
  });
}

function distinct(edits: readonly DocumentEdit[]): readonly DocumentEdit[] {
  const seen = new Set<string>();
  return edits.filter(({ document, edit }) => {
    const key = JSON.stringify([document.index, document.within, edit]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
