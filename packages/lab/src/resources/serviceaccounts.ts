import type { ServiceAccount } from 'kubernetes-types/core/v1.js';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { kind } from './schema/kind.ts';
import { objectReference } from './schema/metadata.ts';
import { localObjectReference } from './schema/pod-spec.ts';
import { bool, list, optional, zeroMatters } from './schema/types.ts';

const schema = kind<ServiceAccount>(
  'io.k8s.api.core.v1.ServiceAccount',
  'An identity for pods. Pods of the lab act as nobody: it is kept for manifests that name one.',
  {
    secrets: optional(2, list(objectReference, { type: 'map', keys: ['name'], merge: 'name' }), 'Kept.'),
    imagePullSecrets: optional(3, list(localObjectReference), 'Kept.'),
    automountServiceAccountToken: zeroMatters(optional(4, bool(), 'Kept; the lab mounts no tokens.')),
  },
);

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
  schema: schema,
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
