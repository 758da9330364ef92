import type { KubernetesObject } from '../objects.ts';
import type { Path } from '../router.ts';

/** Where something stands in a text: lines and columns from 1, columns in UTF-16 units, the end behind the last character. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One Kubernetes object of a text. */
export interface SourceDocument {
  readonly object: KubernetesObject;
  /** Which YAML document of the text it stands in, from 0. */
  readonly index: number;
  /** Where in that document: empty, or `['items', 3]` within a List. */
  readonly within: Path;
}

/** Stable codes of what cannot be read. */
export type SourceProblemCode =
  /** Not YAML. */
  | 'not-yaml'
  /** YAML, but no Kubernetes object. */
  | 'not-kubernetes'
  /** A template (`{{ }}`) that is still to be filled in. */
  | 'templated'
  /** An alias that contains itself, stands for nothing, or repeats too much. */
  | 'bad-alias'
  /** A label or an annotation that is no string: the API server rejects the whole object. It is read as the text that stands there. */
  | 'not-a-string'
  /** Nested too deeply, or larger than is read. */
  | 'too-much';

/** A document, or a part of one, that cannot be read as it is; the others of the text can. */
export interface SourceProblem {
  readonly code: SourceProblemCode;
  /** One sentence that says what to do. */
  readonly message: string;
  readonly place: Place;
  /** The object that it is in, where that can be read in spite of it. */
  readonly document?: SourceDocument;
  /** Of the value that is meant, from the object's top; only with `document`. */
  readonly path?: Path;
}

/** A text with YAML documents, read as far as it can be. */
export interface Source {
  /** Name for messages; `-` for standard input. */
  readonly file: string;
  readonly text: string;
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly SourceProblem[];
}

/** A change of one document; all else of its text stays as it is, comments too. Paths begin at the object's top. */
export type Edit =
  /** Sets a value; what is missing on the way is made. */
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  /** Takes a key or an item away, with the comments that are its alone. */
  | { readonly kind: 'remove'; readonly path: Path }
  /** Gives a key another name; its value stays. */
  | { readonly kind: 'rename'; readonly path: Path; readonly key: string };

/** A change, and the document that it is of. */
export interface DocumentEdit {
  readonly document: SourceDocument;
  readonly edit: Edit;
}
