import type { Path } from '../router.ts';
import type { DocumentEdit, SourceDocument } from '../yaml/source.ts';

/** Where an annotation stands in an object. */
export function annotationPath(name: string): Path {
  return ['metadata', 'annotations', name];
}

/** Gives an annotation a value, be it there or not. */
export function setAnnotation(document: SourceDocument, name: string, value: string): DocumentEdit {
  return { document, edit: { kind: 'set', path: annotationPath(name), value } };
}

/** Takes an annotation away. */
export function removeAnnotation(document: SourceDocument, name: string): DocumentEdit {
  return { document, edit: { kind: 'remove', path: annotationPath(name) } };
}
