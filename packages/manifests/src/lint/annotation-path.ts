import type { Path } from '../router.ts';

/** Where an annotation stands in an object. */
export function annotationPath(name: string): Path {
  return ['metadata', 'annotations', name];
}
