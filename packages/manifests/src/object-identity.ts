import type { KubernetesObject } from './objects.ts';
import { kindOf } from './read/object-index.ts';

/** How a table names an object: `Ingress shop/web`. */
export function titleOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** Says which object of a cluster it is, whatever its version. */
export function identityOf(object: KubernetesObject): string {
  const { name, namespace = '' } = object.metadata;
  return [kindOf(object), namespace, name].join(' ');
}

export function isService(object: KubernetesObject): boolean {
  return kindOf(object) === '/Service';
}
