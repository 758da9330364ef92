import type { KubernetesObject } from '../objects.ts';
import { kindOf } from '../read/object-index.ts';
import type { Router } from '../router.ts';

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

/** What people call a router, whichever of its ways of speaking is meant: `Traefik` of `Traefik, by annotation`. */
export function nameOf({ title }: Pick<Router, 'title'>): string {
  return title.replace(/,.*/s, '');
}

/** Whether two routers are two ways of speaking to one controller. */
export function haveSameController(a: Router, b: Router): boolean {
  return a.marks.controllers?.some((controller) => b.marks.controllers?.includes(controller)) ?? false;
}
