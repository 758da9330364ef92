import type { Namespace, NamespaceCondition, NamespaceSpec, NamespaceStatus } from 'kubernetes-types/core/v1.js';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { kind } from './schema/kind.ts';
import { conditionStatus } from './schema/metadata.ts';
import { list, oneOf, optional, required, string, struct, time } from './schema/types.ts';

const CORE = 'io.k8s.api.core.v1';

const condition = struct<NamespaceCondition>(`${CORE}.NamespaceCondition`, {
  type: required(1, string(), 'What the condition is about.'),
  status: required(2, conditionStatus, 'Whether it holds.'),
  lastTransitionTime: optional(4, time, 'When the status last changed.'),
  reason: optional(5, string(), 'Why, in one word.'),
  message: optional(6, string(), 'Why, in a sentence.'),
});

const schema = kind<Namespace>(`${CORE}.Namespace`, 'A part of the cluster with names of its own.', {
  spec: optional(
    2,
    struct<NamespaceSpec>(`${CORE}.NamespaceSpec`, {
      finalizers: optional(1, list(string()), 'What must be done before the namespace goes.'),
    }),
    'Set by the server.',
  ),
  status: optional(
    3,
    struct<NamespaceStatus>(`${CORE}.NamespaceStatus`, {
      phase: optional(1, oneOf('Active', 'Terminating'), 'Whether the namespace is in use or going away.'),
      conditions: optional(
        2,
        list(condition, { type: 'map', keys: ['type'], merge: 'type' }),
        'What holds its deletion up.',
      ),
    }),
    'State of the namespace.',
  ),
});

export const namespaces: Resource<'namespaces'> = {
  name: 'namespaces',
  group: '',
  kind: 'Namespace',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  subresources: ['status'],
  nameRule: 'label',
  schema: schema,
  columns: [
    nameColumn,
    {
      name: 'Status',
      type: 'string',
      description: 'Whether the namespace is in use or going away.',
      cell: ({ status }) => status?.phase ?? '',
    },
    ageColumn,
  ],
  selectableFields: { 'status.phase': ({ status }) => status?.phase ?? '' },
  prepareForCreate(draft) {
    draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name };
    draft.spec = { finalizers: ['kubernetes'] };
    draft.status = { phase: 'Active' };
  },
  prepareForUpdate(draft, previous) {
    draft.metadata.labels = { ...draft.metadata.labels, 'kubernetes.io/metadata.name': draft.metadata.name };
    draft.spec = { finalizers: [...(previous.spec?.finalizers ?? [])] };
  },
};
