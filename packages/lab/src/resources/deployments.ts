import { z } from 'zod';
import { ageColumn, nameColumn, selectorText } from './columns.ts';
import { containerColumns } from './pod-template-columns.ts';
import type { Resource } from './resource.ts';

export const deployments: Resource<'deployments'> = {
  name: 'deployments',
  group: 'apps',
  kind: 'Deployment',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    {
      name: 'Ready',
      type: 'string',
      description: 'Ready pods of wanted pods.',
      cell: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    },
    {
      name: 'Up-to-date',
      type: 'string',
      description: 'Pods of the newest template.',
      cell: ({ status }) => String(status?.updatedReplicas ?? 0),
    },
    {
      name: 'Available',
      type: 'string',
      description: 'Pods that have been ready for minReadySeconds.',
      cell: ({ status }) => String(status?.availableReplicas ?? 0),
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
};
