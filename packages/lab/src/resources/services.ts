import { z } from 'zod';
import type { Stored } from '../store/resource-types.ts';
import { ageColumn, nameColumn, selectorText } from './columns.ts';
import type { Resource } from './resource.ts';

export const services: Resource<'services'> = {
  name: 'services',
  group: '',
  kind: 'Service',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'service',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    {
      name: 'Type',
      type: 'string',
      description: 'How the service is offered.',
      cell: ({ spec }) => spec?.type ?? 'ClusterIP',
    },
    {
      name: 'Cluster-IP',
      type: 'string',
      description: 'Address within the cluster.',
      cell: ({ spec }) => spec?.clusterIP || '<none>',
    },
    { name: 'External-IP', type: 'string', description: 'Address outside of the cluster.', cell: externalAddress },
    { name: 'Port(s)', type: 'string', description: 'Ports: offered:node/protocol.', cell: portsOf },
    ageColumn,
    {
      name: 'Selector',
      type: 'string',
      priority: 1,
      description: 'Labels of the pods behind the service.',
      cell: ({ spec }) => selectorText({ matchLabels: spec?.selector ?? {} }),
    },
  ],
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec?.clusterIP ?? '',
    'spec.type': ({ spec }) => spec?.type ?? '',
  },
};

function externalAddress({ spec, status }: Stored<'services'>): string {
  const external = spec?.externalIPs ?? [];
  if (spec?.type === 'ExternalName') return spec.externalName ?? '<none>';
  if (spec?.type !== 'LoadBalancer') return external.join(',') || '<none>';
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set([...ingress, ...external])].filter((address) => address !== '').join(',') || '<pending>';
}

function portsOf({ spec }: Stored<'services'>): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(',') || '<none>';
}
