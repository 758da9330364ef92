import { z } from 'zod';
import type { Stored } from '../store/resource-types.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

/** `kubectl get` names so many, and counts the rest. */
const SHOWN = 3;

export const endpointslices: Resource<'endpointslices'> = {
  name: 'endpointslices',
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    {
      name: 'AddressType',
      type: 'string',
      description: 'Kind of the addresses.',
      cell: ({ addressType }) => addressType,
    },
    { name: 'Ports', type: 'string', description: 'Ports of every endpoint.', cell: portsOf },
    { name: 'Endpoints', type: 'string', description: 'Addresses of the endpoints.', cell: addressesOf },
    ageColumn,
  ],
};

function portsOf({ ports = [] }: Stored<'endpointslices'>): string {
  return abridged(
    ports.map(({ port }) => (port === undefined ? '*' : String(port))),
    '<unset>',
  );
}

function addressesOf({ endpoints = [] }: Stored<'endpointslices'>): string {
  return abridged(
    endpoints.flatMap(({ addresses }) => addresses),
    '<unset>',
  );
}

function abridged(values: readonly string[], none: string): string {
  if (values.length === 0) return none;
  const rest = values.length - SHOWN;
  return values.slice(0, SHOWN).join(',') + (rest > 0 ? ` + ${rest} more...` : '');
}
