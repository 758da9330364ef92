import { isIP } from 'node:net';
import type { Condition, LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { defaulted, integer, items, optional, required, ruled, text } from './schema/custom.ts';
import {
  conditions,
  GATEWAY,
  GATEWAY_GROUP,
  GATEWAY_OLDER_VERSIONS,
  group,
  hostname,
  kindName,
  namespaceName,
  objectName,
  portNumber,
  sectionName,
  waitingConditions,
} from './schema/gateway-api.ts';
import { kind } from './schema/kind.ts';
import { labelSelector } from './schema/metadata.ts';
import { oneOf, struct, unsupported } from './schema/types.ts';

export interface SecretObjectReference {
  group?: string;
  kind?: string;
  name: string;
  namespace?: string;
}

export interface ListenerTLSConfig {
  mode?: string;
  certificateRefs?: SecretObjectReference[];
  options?: object;
}

export interface RouteGroupKind {
  group?: string;
  kind: string;
}

export interface RouteNamespaces {
  from?: string;
  selector?: LabelSelector;
}

export interface AllowedRoutes {
  namespaces?: RouteNamespaces;
  kinds?: RouteGroupKind[];
}

export interface Listener {
  name: string;
  hostname?: string;
  port: number;
  protocol: string;
  tls?: ListenerTLSConfig;
  allowedRoutes?: AllowedRoutes;
}

export interface GatewayAddress {
  type?: string;
  value?: string;
}

export interface GatewaySpec {
  gatewayClassName: string;
  listeners: Listener[];
  addresses?: GatewayAddress[];
  infrastructure?: object;
  allowedListeners?: object;
  tls?: object;
  defaultScope?: string;
}

export interface ListenerStatus {
  name: string;
  supportedKinds?: RouteGroupKind[];
  attachedRoutes: number;
  conditions: Condition[];
}

export interface GatewayStatus {
  addresses?: GatewayAddress[];
  attachedListenerSets?: number;
  conditions?: Condition[];
  listeners?: ListenerStatus[];
}

export interface Gateway {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
  spec: GatewaySpec;
  status?: GatewayStatus;
}

const secretReference = struct<SecretObjectReference>(`${GATEWAY}.SecretObjectReference`, {
  group: defaulted(group, '', 'API group of the object; empty is the core group.'),
  kind: defaulted(kindName, 'Secret', 'Kind of the object; the lab knows Secret.'),
  name: required(objectName, 'Name of the object.'),
  namespace: optional(
    namespaceName,
    'Namespace of the object; that of the gateway when absent. Another one needs a ReferenceGrant there.',
  ),
});

const tls = ruled(
  struct<ListenerTLSConfig>(`${GATEWAY}.ListenerTLSConfig`, {
    mode: defaulted(oneOf('Terminate', 'Passthrough'), 'Terminate', 'Who ends TLS; in the lab the gateway.'),
    certificateRefs: optional(items(secretReference, { most: 64 }), 'Secrets of type kubernetes.io/tls.'),
    options: unsupported(0),
  }),
  ({ mode, certificateRefs = [] }) => [
    mode === 'Terminate' &&
      certificateRefs.length === 0 &&
      'certificateRefs or options must be specified when mode is Terminate',
  ],
);

const routeGroupKind = struct<RouteGroupKind>(`${GATEWAY}.RouteGroupKind`, {
  group: defaulted(group, GATEWAY_GROUP, 'API group of the routes.'),
  kind: required(kindName, 'Kind of the routes; the lab knows HTTPRoute.'),
});

const SAME_NAMESPACE = { from: 'Same' };

const allowedRoutes = struct<AllowedRoutes>(`${GATEWAY}.AllowedRoutes`, {
  namespaces: defaulted(
    struct<RouteNamespaces>(`${GATEWAY}.RouteNamespaces`, {
      from: defaulted(oneOf('All', 'Selector', 'Same'), 'Same', 'Namespaces whose routes may attach.'),
      selector: optional(labelSelector, 'Labels of the namespaces, for Selector.'),
    }),
    SAME_NAMESPACE,
    'Namespaces whose routes may attach.',
  ),
  kinds: optional(items(routeGroupKind, { most: 8 }), 'Kinds of routes that may attach; HTTPRoute when absent.'),
});

const PROTOCOL = String.raw`^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/[A-Za-z0-9]+$`;

const listener = struct<Listener>(`${GATEWAY}.Listener`, {
  name: required(sectionName, 'Name of the listener, unique within the gateway.'),
  hostname: optional(hostname, 'Host that it answers for, `*.` in front for those below it; any when absent.'),
  port: required(portNumber, 'Port that it listens on.'),
  protocol: required(text({ least: 1, most: 255, pattern: PROTOCOL }), 'HTTP or HTTPS in the lab.'),
  tls: optional(tls, 'Certificates, for HTTPS.'),
  allowedRoutes: defaulted(allowedRoutes, { namespaces: SAME_NAMESPACE }, 'Which routes may attach.'),
});

const listeners = ruled(items(listener, { least: 1, most: 64, type: 'map', keys: ['name'] }), (all) => [
  all.some(({ protocol, tls }) => PLAIN.has(protocol) && tls !== undefined) &&
    "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
  all.some(({ protocol, tls }) => protocol === 'HTTPS' && tls?.mode === 'Passthrough') &&
    'tls mode must be Terminate for protocol HTTPS',
  all.some(({ protocol, tls }) => protocol === 'TLS' && tls?.mode === undefined) &&
    'tls mode must be set for protocol TLS',
  all.some(({ protocol, hostname }) => HOSTLESS.has(protocol) && hostname !== undefined) &&
    "hostname must not be specified for protocols ['TCP', 'UDP']",
  new Set(all.map(placeOf)).size < all.length &&
    'Combination of port, protocol and hostname must be unique for each listener',
]);

const PLAIN: ReadonlySet<string> = new Set(['HTTP', 'TCP', 'UDP']);
const HOSTLESS: ReadonlySet<string> = new Set(['TCP', 'UDP']);

function placeOf({ port, protocol, hostname }: Listener): string {
  return JSON.stringify([port, protocol, hostname]);
}

const addressFields = {
  type: defaulted(text({ least: 1, most: 253 }), 'IPAddress', 'What the value is.'),
  value: optional(text({ most: 253 }), 'The address.'),
};

const address = ruled(struct<GatewayAddress>(`${GATEWAY}.GatewaySpecAddress`, addressFields), ({ type, value }) => [
  type === 'IPAddress' && value !== undefined && isIP(value) === 0 && 'value must be an IPv4 or IPv6 address',
]);

const addresses = ruled(items(address, { most: 16 }), (all) =>
  ['IPAddress', 'Hostname'].map((wanted) => {
    const values = all.filter(({ type }) => type === wanted).flatMap(({ value }) => value ?? []);
    return new Set(values).size < values.length && `${wanted} values must be unique`;
  }),
);

const listenerStatus = struct<ListenerStatus>(`${GATEWAY}.ListenerStatus`, {
  name: required(sectionName, 'Name of the listener.'),
  supportedKinds: optional(items(routeGroupKind, { most: 8 }), 'Kinds of routes that it takes.'),
  attachedRoutes: required(integer(0), 'Routes that are attached to it and accepted.'),
  conditions: required(conditions, 'State of the listener.'),
});

const schema = kind<Gateway>(
  `${GATEWAY}.Gateway`,
  'An address that listens for requests; HTTPRoutes that attach to it say where they go.',
  {
    spec: required(
      struct<GatewaySpec>(`${GATEWAY}.GatewaySpec`, {
        gatewayClassName: required(objectName, 'Who implements the gateway; the class of the lab is `sticky`.'),
        listeners: required(listeners, 'Where it listens.'),
        addresses: optional(addresses, 'Addresses that are asked for; one of the lab when absent.'),
        infrastructure: unsupported(0),
        allowedListeners: unsupported(0),
        tls: unsupported(0),
        defaultScope: unsupported(0),
      }),
      'Spec of the gateway.',
    ),
    status: defaulted(
      struct<GatewayStatus>(`${GATEWAY}.GatewayStatus`, {
        addresses: optional(
          items(struct<GatewayAddress>(`${GATEWAY}.GatewayStatusAddress`, addressFields), { most: 16 }),
          'Where the gateway is reached.',
        ),
        attachedListenerSets: optional(integer(0), 'Always 0 in the lab.'),
        conditions: defaulted(conditions, waitingConditions('Accepted', 'Programmed'), 'State of the gateway.'),
        listeners: optional(
          items(listenerStatus, { most: 64, type: 'map', keys: ['name'] }),
          'State of each listener.',
        ),
      }),
      {},
      'State of the gateway.',
    ),
  },
);

export const gateways: Resource<'gateways'> = {
  name: 'gateways',
  group: GATEWAY_GROUP,
  olderVersions: GATEWAY_OLDER_VERSIONS,
  custom: true,
  kind: 'Gateway',
  singular: 'gateway',
  shortNames: ['gtw'],
  categories: ['gateway-api'],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'subdomain',
  schema: schema,
  columns: [
    nameColumn,
    {
      name: 'Class',
      type: 'string',
      description: 'Who implements the gateway.',
      cell: ({ spec }) => spec.gatewayClassName,
    },
    {
      name: 'Address',
      type: 'string',
      description: 'Where it is reached.',
      cell: ({ status }) => status?.addresses?.[0]?.value ?? '',
    },
    {
      name: 'Programmed',
      type: 'string',
      description: 'Whether it listens.',
      cell: ({ status }) => status?.conditions?.find(({ type }) => type === 'Programmed')?.status ?? '',
    },
    ageColumn,
  ],
};
