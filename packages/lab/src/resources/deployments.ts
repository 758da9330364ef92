import type {
  Deployment,
  DeploymentCondition,
  DeploymentSpec,
  DeploymentStatus,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from 'kubernetes-types/apps/v1.js';
import { ageColumn, nameColumn, selectorText } from './columns.ts';
import { containerColumns } from './pod-template-columns.ts';
import type { Resource } from './resource.ts';
import { type FieldError, forbidden, invalid } from './schema/field-error.ts';
import { kind } from './schema/kind.ts';
import { conditionStatus, labelSelector } from './schema/metadata.ts';
import { podTemplate } from './schema/pod-spec.ts';
import {
  bool,
  checked,
  completed,
  defaulted,
  int32,
  int32From,
  int64,
  intOrString,
  list,
  oneOf,
  optional,
  required,
  string,
  struct,
  time,
  zeroMatters,
} from './schema/types.ts';
import { selectorChangeErrors, templateErrors } from './schema/workload.ts';

const APPS = 'io.k8s.api.apps.v1';

const share = checked(intOrString, (value) => {
  if (typeof value === 'number') return value < 0 ? [invalid('', value, 'must be greater than or equal to 0')] : [];
  const detail =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  return /^[0-9]+%$/.test(value) ? [] : [invalid('', value, detail)];
});

const rollingUpdate = checked(
  struct<RollingUpdateDeployment>(`${APPS}.RollingUpdateDeployment`, {
    maxUnavailable: defaulted(1, share, '25%', 'Pods that may be missing meanwhile.'),
    maxSurge: defaulted(2, share, '25%', 'Pods that may be too many meanwhile.'),
  }),
  ({ maxUnavailable, maxSurge }) => {
    const none = [0, '0%'];
    const stuck = none.some((value) => value === maxUnavailable) && none.some((value) => value === maxSurge);
    if (stuck) return [invalid('maxUnavailable', maxUnavailable, 'may not be 0 when `maxSurge` is 0')];
    const tooMany = typeof maxUnavailable === 'string' && Number.parseInt(maxUnavailable, 10) > 100;
    return tooMany ? [invalid('maxUnavailable', maxUnavailable, 'must not be greater than 100%')] : [];
  },
);

const strategy = completed(
  checked(
    struct<DeploymentStrategy>(`${APPS}.DeploymentStrategy`, {
      type: defaulted(1, oneOf('RollingUpdate', 'Recreate'), 'RollingUpdate', 'How old pods are replaced by new ones.'),
      rollingUpdate: optional(2, rollingUpdate, 'How far a rolling update may go.'),
    }),
    (value) =>
      value.type === 'Recreate' && value.rollingUpdate !== undefined
        ? [forbidden('rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")]
        : [],
  ),
  (value) =>
    value.type === 'RollingUpdate' && value.rollingUpdate === undefined
      ? { ...value, rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } }
      : value,
);

const spec = checked(
  struct<DeploymentSpec>(`${APPS}.DeploymentSpec`, {
    replicas: zeroMatters(defaulted(1, int32From(0), 1, 'Pods that are wanted.')),
    selector: required(2, labelSelector, 'Labels of its pods; cannot change.'),
    template: required(3, podTemplate, 'What its pods are like.'),
    strategy: defaulted(4, strategy, {}, 'How old pods are replaced by new ones.'),
    minReadySeconds: optional(5, int32From(0), 'Seconds that a pod must be ready to count as available.'),
    revisionHistoryLimit: zeroMatters(defaulted(6, int32From(0), 10, 'Old replica sets that are kept for a rollback.')),
    paused: optional(7, bool(), 'Whether changes of the template wait.'),
    progressDeadlineSeconds: zeroMatters(
      defaulted(9, int32From(0), 600, 'Seconds without progress after which a rollout has failed.'),
    ),
  }),
  specErrors,
);

const condition = struct<DeploymentCondition>(`${APPS}.DeploymentCondition`, {
  type: required(1, string(), 'What the condition is about.'),
  status: required(2, conditionStatus, 'Whether it holds.'),
  reason: optional(4, string(), 'Why, in one word.'),
  message: optional(5, string(), 'Why, in a sentence.'),
  lastUpdateTime: optional(6, time, 'When it was last looked at.'),
  lastTransitionTime: optional(7, time, 'When the status last changed.'),
});

const status = struct<DeploymentStatus>(`${APPS}.DeploymentStatus`, {
  observedGeneration: optional(1, int64(), 'Generation that the controller has seen.'),
  replicas: optional(2, int32(), 'Pods that there are.'),
  updatedReplicas: optional(3, int32(), 'Pods of the newest template.'),
  availableReplicas: optional(4, int32(), 'Pods that have been ready for minReadySeconds.'),
  unavailableReplicas: optional(5, int32(), 'Pods that are still missing.'),
  conditions: optional(6, list(condition, { type: 'map', keys: ['type'], merge: 'type' }), 'State of the deployment.'),
  readyReplicas: optional(7, int32(), 'Pods that are ready.'),
  collisionCount: optional(8, int32(), 'Names of replica sets that were taken.'),
  terminatingReplicas: optional(9, int32(), 'Pods that end.'),
});

const schema = kind<Deployment>(
  `${APPS}.Deployment`,
  'Pods of one kind, so many as are wanted, replaced step by step when their template changes.',
  {
    spec: required(2, spec, 'Spec of the deployment.'),
    status: optional(3, status, 'State of the deployment.'),
  },
);

function specErrors(value: DeploymentSpec): FieldError[] {
  const { minReadySeconds = 0, progressDeadlineSeconds = 600 } = value;
  const late = progressDeadlineSeconds <= minReadySeconds;
  const deadline = late
    ? [invalid('progressDeadlineSeconds', progressDeadlineSeconds, 'must be greater than minReadySeconds')]
    : [];
  return [...templateErrors('deployment', value), ...deadline];
}

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
  schema: schema,
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
  prepareForCreate: (draft) => void Object.assign(draft, { status: {} }),
  validateUpdate: selectorChangeErrors,
};
