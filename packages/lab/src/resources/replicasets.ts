import { z } from 'zod';
import { ageColumn, nameColumn, selectorText } from './columns.ts';
import { containerColumns } from './pod-template-columns.ts';
import type { Resource } from './resource.ts';

export const replicasets: Resource<'replicasets'> = {
  name: 'replicasets',
  group: 'apps',
  kind: 'ReplicaSet',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    { name: 'Desired', type: 'integer', description: 'Pods that are wanted.', cell: ({ spec }) => spec?.replicas ?? 0 },
    {
      name: 'Current',
      type: 'integer',
      description: 'Pods that there are.',
      cell: ({ status }) => status?.replicas ?? 0,
    },
    {
      name: 'Ready',
      type: 'integer',
      description: 'Pods that are ready.',
      cell: ({ status }) => status?.readyReplicas ?? 0,
    },
    ageColumn,
    ...containerColumns,
    {
      name: 'Selector',
      type: 'string',
      priority: 1,
      description: 'Labels of its pods.',
      cell: ({ spec }) => selectorText(spec?.selector),
    },
  ],
  selectableFields: { 'status.replicas': ({ status }) => String(status?.replicas ?? 0) },
};
