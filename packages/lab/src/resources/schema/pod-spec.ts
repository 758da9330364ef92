import type { LocalObjectReference, PodSpec, PodTemplateSpec, Toleration } from 'kubernetes-types/core/v1.js';
import { container } from './container.ts';
import { duplicate, type FieldError } from './field-error.ts';
import { dnsLabel, formatErrors } from './formats.ts';
import { objectMeta } from './metadata.ts';
import { podSecurityContext } from './security-context.ts';
import {
  bool,
  checked,
  defaulted,
  int64,
  int64From,
  list,
  oneOf,
  optional,
  required,
  string,
  stringMap,
  struct,
  unsupported,
  zeroMatters,
} from './types.ts';

const CORE = 'io.k8s.api.core.v1';

export const localObjectReference = struct<LocalObjectReference>(
  `${CORE}.LocalObjectReference`,
  { name: optional(1, string(), 'Name of the object.') },
  { atomic: true },
);

const toleration = struct<Toleration>(`${CORE}.Toleration`, {
  key: optional(1, string(), 'Key of the taint.'),
  operator: optional(2, oneOf('Exists', 'Equal'), 'How key and value relate to the taint.'),
  value: optional(3, string(), 'Value of the taint.'),
  effect: optional(4, oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'), 'Effect of the taint.'),
  tolerationSeconds: zeroMatters(optional(5, int64(), 'How long the taint is borne.')),
});

export const podSpec = checked(
  struct<PodSpec>(`${CORE}.PodSpec`, {
    activeDeadlineSeconds: unsupported(5),
    affinity: unsupported(18),
    automountServiceAccountToken: zeroMatters(optional(21, bool(), 'Kept; the lab mounts no tokens.')),
    containers: required(
      2,
      list(container, { type: 'map', keys: ['name'], merge: 'name', filled: true }),
      'Containers of the pod; the lab runs each as a process.',
    ),
    dnsConfig: unsupported(26),
    dnsPolicy: defaulted(
      6,
      oneOf('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
      'ClusterFirst',
      'Kept; the lab has no DNS of its own.',
    ),
    enableServiceLinks: zeroMatters(optional(30, bool(), 'Kept; the lab sets no variables for services.')),
    ephemeralContainers: unsupported(34),
    hostAliases: unsupported(23),
    hostIPC: unsupported(13),
    hostNetwork: unsupported(11),
    hostPID: unsupported(12),
    hostUsers: unsupported(37),
    hostname: optional(16, string(), 'Host name of the pod; its own name when absent.'),
    hostnameOverride: unsupported(41),
    imagePullSecrets: optional(
      15,
      list(localObjectReference, { type: 'map', keys: ['name'], merge: 'name' }),
      'Kept; the lab pulls nothing.',
    ),
    initContainers: unsupported(20),
    nodeName: optional(10, string(), 'Node that the pod runs on; set by the scheduler.'),
    nodeSelector: optional(7, stringMap(), 'Labels that the node must have.'),
    os: unsupported(36),
    overhead: unsupported(32),
    preemptionPolicy: optional(31, oneOf('PreemptLowerPriority', 'Never'), 'Kept; the lab preempts nothing.'),
    priority: unsupported(25),
    priorityClassName: unsupported(24),
    readinessGates: unsupported(28),
    resourceClaims: unsupported(39),
    resources: unsupported(40),
    restartPolicy: defaulted(
      3,
      oneOf('Always', 'OnFailure', 'Never'),
      'Always',
      'When containers that ended are started anew.',
    ),
    runtimeClassName: unsupported(29),
    schedulerName: defaulted(
      19,
      oneOf('default-scheduler'),
      'default-scheduler',
      'Always default-scheduler in the lab.',
    ),
    schedulingGates: unsupported(38),
    schedulingGroup: unsupported(43),
    securityContext: defaulted(14, podSecurityContext, {}, 'Kept; see its fields.'),
    serviceAccount: optional(9, string(), 'Old name of serviceAccountName.'),
    serviceAccountName: optional(8, string(), 'Kept; processes of the lab act as nobody.'),
    setHostnameAsFQDN: unsupported(35),
    shareProcessNamespace: unsupported(27),
    subdomain: unsupported(17),
    terminationGracePeriodSeconds: zeroMatters(
      defaulted(4, int64From(0), 30, 'Seconds that containers have to end after SIGTERM.'),
    ),
    tolerations: optional(22, list(toleration), 'Taints that the pod bears.'),
    topologySpreadConstraints: unsupported(33),
    volumes: unsupported(1),
  }),
  podSpecErrors,
);

function podSpecErrors({ containers, hostname }: PodSpec): FieldError[] {
  const names = containers.map(({ name }) => name);
  const doubles = names
    .map((name, index) => ({ name, index }))
    .filter(({ name, index }) => names.indexOf(name) < index);
  return [
    ...doubles.map(({ name, index }) => duplicate(`containers[${index}].name`, name)),
    ...(hostname === undefined || hostname === '' ? [] : formatErrors('hostname', hostname, dnsLabel)),
  ];
}

export const podTemplate = struct<PodTemplateSpec>(`${CORE}.PodTemplateSpec`, {
  metadata: defaulted(1, objectMeta, {}, 'Labels and annotations of the pods.'),
  spec: required(2, podSpec, 'Spec of the pods.'),
});
