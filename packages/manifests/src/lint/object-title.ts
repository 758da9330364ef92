import type { SourceDocument } from '../yaml/source.ts';

/** `Ingress shop/web`. */
export function titleOf({ object: { kind, metadata } }: Pick<SourceDocument, 'object'>): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
