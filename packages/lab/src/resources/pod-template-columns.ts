import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';

interface HasTemplate {
  readonly spec?: { readonly template?: PodTemplateSpec };
}

/** The columns of `-o wide` that every kind with a pod template has. */
export const containerColumns = [
  {
    name: 'Containers',
    type: 'string',
    priority: 1,
    description: 'Names of the containers of its pods.',
    cell: (object: HasTemplate) =>
      containersOf(object)
        .map(({ name }) => name)
        .join(','),
  },
  {
    name: 'Images',
    type: 'string',
    priority: 1,
    description: 'Images of the containers of its pods.',
    cell: (object: HasTemplate) =>
      containersOf(object)
        .map(({ image }) => image ?? '')
        .join(','),
  },
] as const;

function containersOf({ spec }: HasTemplate) {
  return spec?.template?.spec?.containers ?? [];
}
