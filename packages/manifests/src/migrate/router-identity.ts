import type { Router } from '../router.ts';

/** What people call a router, whichever of its ways of speaking is meant: `Traefik` of `Traefik, by annotation`. */
export function nameOf({ title }: Pick<Router, 'title'>): string {
  return title.replace(/,.*/s, '');
}

/** Whether two routers are two ways of speaking to one controller. */
export function haveSameController(a: Router, b: Router): boolean {
  return a.marks.controllers?.some((controller) => b.marks.controllers?.includes(controller)) ?? false;
}
