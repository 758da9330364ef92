import { z } from 'zod';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

export const ingressclasses: Resource<'ingressclasses'> = {
  name: 'ingressclasses',
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  singular: 'ingressclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    {
      name: 'Controller',
      type: 'string',
      description: 'Who implements the class.',
      cell: ({ spec }) => spec?.controller ?? '',
    },
    { name: 'Parameters', type: 'string', description: 'Settings of the class.', cell: () => '<none>' },
    ageColumn,
  ],
};
