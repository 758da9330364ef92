import { z } from 'zod';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

export const serviceaccounts: Resource<'serviceaccounts'> = {
  name: 'serviceaccounts',
  group: '',
  kind: 'ServiceAccount',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  categories: [],
  namespaced: true,
  subresources: [],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    {
      name: 'Secrets',
      type: 'string',
      description: 'Number of secrets of the account.',
      cell: ({ secrets }) => String(secrets?.length ?? 0),
    },
    ageColumn,
  ],
};
