import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

import type {
  ContainerImage,
  DaemonEndpoint,
  Node,
  NodeAddress,
  NodeCondition,
  NodeDaemonEndpoints,
  NodeSpec,
  NodeStatus,
  NodeSystemInfo,
  Taint,
} from 'kubernetes-types/core/v1.js';
import { kind } from './schema/kind.ts';
import { conditionStatus } from './schema/metadata.ts';
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
} from './schema/types.ts';

const CORE = 'io.k8s.api.core.v1';

const taint = struct<Taint>(`${CORE}.Taint`, {
  key: required(1, string(), 'Key of the taint.'),
  value: optional(2, string(), 'Value of the taint.'),
  effect: required(
    3,
    oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
    'What it does to pods that do not bear it.',
  ),
  timeAdded: optional(4, time, 'When it was set.'),
});

const condition = struct<NodeCondition>(`${CORE}.NodeCondition`, {
  type: required(1, string(), 'What the condition is about.'),
  status: required(2, conditionStatus, 'Whether it holds.'),
  lastHeartbeatTime: optional(3, time, 'When it was last looked at.'),
  lastTransitionTime: optional(4, time, 'When the status last changed.'),
  reason: optional(5, string(), 'Why, in one word.'),
  message: optional(6, string(), 'Why, in a sentence.'),
});

const address = struct<NodeAddress>(`${CORE}.NodeAddress`, {
  type: required(1, string(), 'Hostname, InternalIP or ExternalIP.'),
  address: required(2, string(), 'The address.'),
});

const image = struct<ContainerImage>(`${CORE}.ContainerImage`, {
  names: optional(1, list(string()), 'Names of the image.'),
  sizeBytes: optional(2, int64(), 'Size of the image.'),
});

const systemInfo = struct<NodeSystemInfo>(`${CORE}.NodeSystemInfo`, {
  machineID: optional(1, string(), 'Identity of the machine.'),
  systemUUID: optional(2, string(), 'Identity of the system.'),
  bootID: optional(3, string(), 'Identity of this boot.'),
  kernelVersion: optional(4, string(), 'Kernel.'),
  osImage: optional(5, string(), 'Operating system.'),
  containerRuntimeVersion: optional(6, string(), 'What runs the containers.'),
  kubeletVersion: optional(7, string(), 'Version of the kubelet.'),
  kubeProxyVersion: optional(8, string(), 'Version of the service proxy.'),
  operatingSystem: optional(9, string(), 'Name of the operating system.'),
  architecture: optional(10, string(), 'Architecture of the processor.'),
});

const daemonEndpoints = struct<NodeDaemonEndpoints>(`${CORE}.NodeDaemonEndpoints`, {
  kubeletEndpoint: optional(
    1,
    struct<DaemonEndpoint>(`${CORE}.DaemonEndpoint`, { Port: required(1, int32(), 'Port of the kubelet.') }),
    'Where the kubelet listens.',
  ),
});

const spec = struct<NodeSpec>(`${CORE}.NodeSpec`, {
  configSource: unsupported(6),
  externalID: unsupported(2),
  podCIDR: optional(1, string(), 'Addresses of its pods.'),
  podCIDRs: optional(7, list(string(), { type: 'set', merge: true }), 'Addresses of its pods.'),
  providerID: optional(3, string(), 'Identity of the machine at its provider.'),
  taints: optional(5, list(taint), 'What keeps pods away.'),
  unschedulable: optional(4, bool(), 'Whether no new pods are to come.'),
});

const status = struct<NodeStatus>(`${CORE}.NodeStatus`, {
  addresses: optional(5, list(address, { type: 'map', keys: ['type'], merge: 'type' }), 'Addresses of the node.'),
  allocatable: optional(2, mapOf(quantity), 'Room for pods.'),
  capacity: optional(1, mapOf(quantity), 'Room in all.'),
  conditions: optional(4, list(condition, { type: 'map', keys: ['type'], merge: 'type' }), 'State of the node.'),
  config: unsupported(11),
  daemonEndpoints: optional(6, daemonEndpoints, 'Where its programs listen.'),
  images: optional(8, list(image), 'Images on the node.'),
  nodeInfo: optional(7, systemInfo, 'What the node is.'),
  phase: unsupported(3),
  runtimeHandlers: unsupported(12),
  features: unsupported(13),
  volumesAttached: unsupported(10),
  volumesInUse: unsupported(9),
});

const schema = kind<Node>(`${CORE}.Node`, 'A machine that runs pods; the lab is one.', {
  spec: optional(2, spec, 'Spec of the node.'),
  status: optional(3, status, 'State of the node.'),
});

export const nodes: Resource<'nodes'> = {
  name: 'nodes',
  group: '',
  kind: 'Node',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  subresources: ['status'],
  nameRule: 'subdomain',
  schema: schema,
  columns: [
    nameColumn,
    { name: 'Status', type: 'string', description: 'Whether the node takes pods.', cell: statusOf },
    {
      name: 'Roles',
      type: 'string',
      description: 'Roles, from the labels node-role.kubernetes.io/ROLE.',
      cell: ({ metadata }) => {
        const labels = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(ROLE_PREFIX));
        return (
          labels
            .map((label) => label.slice(ROLE_PREFIX.length))
            .sort()
            .join(',') || '<none>'
        );
      },
    },
    ageColumn,
    info('Version', 0, 'Version of the kubelet.', (node) => node.status?.nodeInfo?.kubeletVersion),
    info('Internal-IP', 1, 'Address within the cluster.', (node) => addressOf(node, 'InternalIP')),
    info('External-IP', 1, 'Address outside of the cluster.', (node) => addressOf(node, 'ExternalIP')),
    info('OS-Image', 1, 'Operating system.', (node) => node.status?.nodeInfo?.osImage),
    info('Kernel-Version', 1, 'Kernel.', (node) => node.status?.nodeInfo?.kernelVersion),
    info('Container-Runtime', 1, 'What runs the containers.', (node) => node.status?.nodeInfo?.containerRuntimeVersion),
  ],
};

type Status = Pick<Node, 'spec' | 'status'>;

function statusOf({ spec, status }: Status): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  const word = ready === undefined ? 'Unknown' : ready === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

function addressOf({ status }: Status, type: string): string | undefined {
  return status?.addresses?.find((address) => address.type === type)?.address;
}

function info(name: string, priority: number, description: string, read: (node: Status) => string | undefined) {
  const cell = (node: Status) => read(node) || (priority === 0 ? '' : '<none>');
  return { name, type: 'string', priority, description, cell } as const;
}
