import { z } from 'zod';
import type { Stored } from '../store/resource-types.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

export const ingresses: Resource<'ingresses'> = {
  name: 'ingresses',
  group: 'networking.k8s.io',
  kind: 'Ingress',
  singular: 'ingress',
  shortNames: ['ing'],
  categories: [],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    {
      name: 'Class',
      type: 'string',
      description: 'Who implements the ingress.',
      cell: ({ spec }) => spec?.ingressClassName ?? '<none>',
    },
    { name: 'Hosts', type: 'string', description: 'Hosts that it answers.', cell: hostsOf },
    {
      name: 'Address',
      type: 'string',
      description: 'Where it is reached.',
      cell: ({ status }) =>
        (status?.loadBalancer?.ingress ?? [])
          .map(({ ip, hostname }) => ip || hostname || '')
          .filter((address) => address !== '')
          .join(','),
    },
    {
      name: 'Ports',
      type: 'string',
      description: 'Ports that it answers on.',
      cell: ({ spec }) => (spec?.tls?.length ? '80, 443' : '80'),
    },
    ageColumn,
  ],
};

function hostsOf({ spec }: Stored<'ingresses'>): string {
  const hosts = (spec?.rules ?? []).map(({ host }) => host || '*');
  const rest = hosts.length - 3;
  return hosts.length === 0 ? '*' : hosts.slice(0, 3).join(',') + (rest > 0 ? ` + ${rest} more...` : '');
}
