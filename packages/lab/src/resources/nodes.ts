import type { Node } from 'kubernetes-types/core/v1.js';
import { z } from 'zod';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

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
  schema: z.looseObject({}),
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
