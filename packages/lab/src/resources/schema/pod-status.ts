import type {
  ContainerState,
  ContainerStateRunning,
  ContainerStateTerminated,
  ContainerStateWaiting,
  ContainerStatus,
  HostIP,
  PodCondition,
  PodIP,
  PodStatus,
} from 'kubernetes-types/core/v1.js';
import { resourceRequirements } from './container.ts';
import { conditionStatus } from './metadata.ts';
import {
  bool,
  int32,
  int64,
  list,
  mapOf,
  oneOf,
  optional,
  quantity,
  required,
  string,
  struct,
  time,
  unsupported,
  zeroMatters,
} from './types.ts';

const CORE = 'io.k8s.api.core.v1';

const condition = struct<PodCondition>(`${CORE}.PodCondition`, {
  type: required(1, string(), 'What the condition is about.'),
  status: required(2, conditionStatus, 'Whether it holds.'),
  lastProbeTime: optional(3, time, 'When it was last looked at.'),
  lastTransitionTime: optional(4, time, 'When the status last changed.'),
  reason: optional(5, string(), 'Why, in one word.'),
  message: optional(6, string(), 'Why, in a sentence.'),
  observedGeneration: optional(7, int64(), 'Generation that was looked at.'),
});

const waiting = struct<ContainerStateWaiting>(`${CORE}.ContainerStateWaiting`, {
  reason: optional(1, string(), 'Why it does not run, in one word.'),
  message: optional(2, string(), 'Why, in a sentence.'),
});

const running = struct<ContainerStateRunning>(`${CORE}.ContainerStateRunning`, {
  startedAt: optional(1, time, 'When it was started.'),
});

const terminated = struct<ContainerStateTerminated>(`${CORE}.ContainerStateTerminated`, {
  exitCode: required(1, int32(), 'Its exit code.'),
  signal: optional(2, int32(), 'The signal that ended it.'),
  reason: optional(3, string(), 'Why it ended, in one word.'),
  message: optional(4, string(), 'Why, in a sentence.'),
  startedAt: optional(5, time, 'When it was started.'),
  finishedAt: optional(6, time, 'When it ended.'),
  containerID: optional(7, string(), 'Its identity.'),
});

const state = struct<ContainerState>(`${CORE}.ContainerState`, {
  waiting: optional(1, waiting, 'It does not run yet.'),
  running: optional(2, running, 'It runs.'),
  terminated: optional(3, terminated, 'It has ended.'),
});

const containerStatus = struct<ContainerStatus>(`${CORE}.ContainerStatus`, {
  name: required(1, string(), 'Name of the container.'),
  state: optional(2, state, 'What it does.'),
  lastState: optional(3, state, 'How its run before ended.'),
  ready: required(4, bool(), 'Whether it can get requests.'),
  restartCount: required(5, int32(), 'How often it was started anew.'),
  image: required(6, string(), 'Its image.'),
  imageID: required(7, string(), 'Identity of its image.'),
  containerID: optional(8, string(), 'Its identity.'),
  started: zeroMatters(optional(9, bool(), 'Whether its startup probe has passed.')),
  allocatedResources: optional(10, mapOf(quantity), 'What it was given.'),
  resources: optional(11, resourceRequirements, 'What it has.'),
  volumeMounts: unsupported(12),
  user: unsupported(13),
  allocatedResourcesStatus: unsupported(14),
});

const byName = { type: 'map', keys: ['name'], merge: 'name' } as const;

export const podStatus = struct<PodStatus>(`${CORE}.PodStatus`, {
  phase: optional(1, oneOf('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'), 'Where in its life the pod is.'),
  conditions: optional(2, list(condition, { type: 'map', keys: ['type'], merge: 'type' }), 'State of the pod.'),
  message: optional(3, string(), 'Why it is so, in a sentence.'),
  reason: optional(4, string(), 'Why it is so, in one word.'),
  hostIP: optional(5, string(), 'Address of its node.'),
  podIP: optional(6, string(), 'Address of the pod.'),
  startTime: optional(7, time, 'When the node took it.'),
  containerStatuses: optional(8, list(containerStatus, byName), 'State of its containers.'),
  qosClass: optional(9, oneOf('Guaranteed', 'Burstable', 'BestEffort'), 'Class of its resources.'),
  initContainerStatuses: unsupported(10),
  nominatedNodeName: optional(11, string(), 'Node on which room is being made for it.'),
  podIPs: optional(
    12,
    list(struct<PodIP>(`${CORE}.PodIP`, { ip: required(1, string(), 'Address.') }), {
      type: 'map',
      keys: ['ip'],
      merge: 'ip',
    }),
    'Addresses of the pod.',
  ),
  ephemeralContainerStatuses: unsupported(13),
  resize: unsupported(14),
  resourceClaimStatuses: unsupported(15),
  hostIPs: optional(
    16,
    list(struct<HostIP>(`${CORE}.HostIP`, { ip: required(1, string(), 'Address.') }), { merge: 'ip' }),
    'Addresses of its node.',
  ),
  observedGeneration: optional(17, int64(), 'Generation that the kubelet has seen.'),
});
