import type { ReplicaSet, ReplicaSetCondition, ReplicaSetSpec, ReplicaSetStatus } from 'kubernetes-types/apps/v1.js';
import { ageColumn, nameColumn, selectorText } from './columns.ts';
import { containerColumns } from './pod-template-columns.ts';
import type { Resource } from './resource.ts';
import { kind } from './schema/kind.ts';
import { conditionStatus, labelSelector } from './schema/metadata.ts';
import { podTemplate } from './schema/pod-spec.ts';
import {
  checked,
  defaulted,
  int32,
  int32From,
  int64,
  list,
  optional,
  required,
  string,
  struct,
  time,
  zeroMatters,
} from './schema/types.ts';
import { selectorChangeErrors, templateErrors } from './schema/workload.ts';

const APPS = 'io.k8s.api.apps.v1';

const spec = checked(
  struct<ReplicaSetSpec>(`${APPS}.ReplicaSetSpec`, {
    replicas: zeroMatters(defaulted(1, int32From(0), 1, 'Pods that are wanted.')),
    selector: required(2, labelSelector, 'Labels of its pods; cannot change.'),
    template: required(3, podTemplate, 'What its pods are like.'),
    minReadySeconds: optional(4, int32From(0), 'Seconds that a pod must be ready to count as available.'),
  }),
  (value) => templateErrors('replica set', value),
);

const condition = struct<ReplicaSetCondition>(`${APPS}.ReplicaSetCondition`, {
  type: required(1, string(), 'What the condition is about.'),
  status: required(2, conditionStatus, 'Whether it holds.'),
  lastTransitionTime: optional(3, time, 'When the status last changed.'),
  reason: optional(4, string(), 'Why, in one word.'),
  message: optional(5, string(), 'Why, in a sentence.'),
});

const status = struct<ReplicaSetStatus>(`${APPS}.ReplicaSetStatus`, {
  replicas: defaulted(1, int32(), 0, 'Pods that there are.'),
  fullyLabeledReplicas: optional(2, int32(), 'Pods with all labels of the template.'),
  observedGeneration: optional(3, int64(), 'Generation that the controller has seen.'),
  readyReplicas: optional(4, int32(), 'Pods that are ready.'),
  availableReplicas: optional(5, int32(), 'Pods that have been ready for minReadySeconds.'),
  conditions: optional(6, list(condition, { type: 'map', keys: ['type'], merge: 'type' }), 'State of the replica set.'),
  terminatingReplicas: optional(7, int32(), 'Pods that end.'),
});

const schema = kind<ReplicaSet>(
  `${APPS}.ReplicaSet`,
  'Pods of one kind, so many as are wanted. A deployment makes one for each template.',
  {
    spec: required(2, spec, 'Spec of the replica set.'),
    status: optional(3, status, 'State of the replica set.'),
  },
);

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
  schema: schema,
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
  prepareForCreate: (draft) => void Object.assign(draft, { status: { replicas: 0 } }),
  validateUpdate: selectorChangeErrors,
};
