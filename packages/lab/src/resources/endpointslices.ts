import type { Stored } from '../store/resource-types.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

/** `kubectl get` names so many, and counts the rest. */
const SHOWN = 3;

import type { Endpoint, EndpointConditions, EndpointPort, EndpointSlice } from 'kubernetes-types/discovery/v1.js';
import { kind } from './schema/kind.ts';
import { objectReference } from './schema/metadata.ts';
import {
  bool,
  defaulted,
  int32,
  list,
  oneOf,
  optional,
  required,
  string,
  struct,
  unsupported,
  zeroMatters,
} from './schema/types.ts';

const DISCOVERY = 'io.k8s.api.discovery.v1';

const conditions = struct<EndpointConditions>(`${DISCOVERY}.EndpointConditions`, {
  ready: zeroMatters(optional(1, bool(), 'Whether it is to get requests.')),
  serving: zeroMatters(optional(2, bool(), 'Whether it could answer, also while it ends.')),
  terminating: zeroMatters(optional(3, bool(), 'Whether it ends.')),
});

const endpoint = struct<Endpoint>(`${DISCOVERY}.Endpoint`, {
  addresses: required(1, list(string(), { type: 'set', filled: true }), 'Addresses of the endpoint.'),
  conditions: defaulted(2, conditions, {}, 'State of the endpoint.'),
  hostname: optional(3, string(), 'Host name of the endpoint.'),
  targetRef: optional(4, objectReference, 'The pod.'),
  deprecatedTopology: unsupported(5),
  nodeName: optional(6, string(), 'Node of the endpoint.'),
  zone: optional(7, string(), 'Zone of the endpoint.'),
  hints: unsupported(8),
});

const port = struct<EndpointPort>(
  `${DISCOVERY}.EndpointPort`,
  {
    name: zeroMatters(defaulted(1, string(), '', "Name of the service's port.")),
    protocol: defaulted(2, oneOf('TCP', 'UDP', 'SCTP'), 'TCP', 'Protocol of the port.'),
    port: zeroMatters(optional(3, int32(), 'Port of every endpoint.')),
    appProtocol: optional(4, string(), 'What is spoken on the port.'),
  },
  { atomic: true },
);

const schema = kind<EndpointSlice>(`${DISCOVERY}.EndpointSlice`, 'Endpoints of a service.', {
  addressType: required(4, oneOf('IPv4', 'IPv6', 'FQDN'), 'Kind of the addresses; the lab uses IPv4.'),
  endpoints: required(2, list(endpoint), 'The endpoints.'),
  ports: optional(3, list(port), 'Ports of every endpoint.'),
});

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
  schema: schema,
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
