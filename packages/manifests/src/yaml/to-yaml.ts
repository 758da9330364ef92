import { Document, isMap, isScalar, Scalar, visit } from 'yaml';
import type { KubernetesObject } from '../objects.ts';
import { commentFor } from './comments.ts';
import { escapeUnprintable, UNPRINTABLE } from './unprintable.ts';

export interface YamlOptions {
  /** Whether comments explain the lines that carry affinity. Default true. */
  readonly comments?: boolean;
}

/** These come first wherever they stand, the rest by the alphabet, `status` last: the same object always gives the same text. */
const FIRST = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'labels',
  'annotations',
  'spec',
  'image',
  'type',
  'replicas',
  'host',
  'path',
  'pathType',
];

/**
 * YAML of objects, one document each. Annotation values are always in quotes, and what a YAML 1.1 parser such as
 * kubectl's would take for a number or a boolean is too.
 */
export function toYaml(objects: readonly KubernetesObject[], options: YamlOptions = {}): string {
  return objects.map((object) => documentOf(object, options.comments ?? true)).join('---\n');
}

function documentOf(object: KubernetesObject, comments: boolean): string {
  const document = new Document(object, { compat: 'yaml-1.1', sortMapEntries: byRank, aliasDuplicateObjects: false });
  quoteAnnotations(document);
  quoteUnprintable(document);
  if (comments) addComments(document);
  return escapeUnprintable(document.toString({ lineWidth: 0 }));
}

function byRank(a: { key: unknown }, b: { key: unknown }): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  const difference = rank(left) - rank(right);
  if (difference !== 0) return difference;
  return left < right ? -1 : left > right ? 1 : 0;
}

function rank(key: string): number {
  if (key === 'status') return FIRST.length + 1;
  const index = FIRST.indexOf(key);
  return index === -1 ? FIRST.length : index;
}

function keyOf({ key }: { key: unknown }): string {
  return String(isScalar(key) ? key.value : key);
}

function quoteAnnotations(document: Document): void {
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== 'annotations' || !isMap(pair.value)) return;
      for (const { value } of pair.value.items) {
        if (isScalar(value) && typeof value.value === 'string') value.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
}

/** Puts every text with such a character into double quotes, the only place where an escape counts. */
function quoteUnprintable(document: Document): void {
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && scalar.value.search(UNPRINTABLE) !== -1)
        scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
}

function addComments(document: Document): void {
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key)) return;
      const comment = commentFor(String(pair.key.value), isScalar(pair.value) ? String(pair.value.value) : '');
      if (comment === undefined) return;
      pair.key.commentBefore = comment
        .split('\n')
        .map((line) => ` ${line}`)
        .join('\n');
    },
  });
}
