import type { Condition } from 'kubernetes-types/meta/v1.js';
import type { z } from 'zod';
import { defaulted, integer, items, optional, required, ruled, text } from './custom.ts';
import { condition } from './metadata.ts';
import { struct } from './types.ts';

// The types that the kinds of gateway.networking.k8s.io share, with the rules of their CRDs (Gateway API v1.6.1,
// experimental channel).

export const GATEWAY_GROUP = 'gateway.networking.k8s.io';
export const GATEWAY = 'io.k8s.networking.gateway.v1';

/** CRDs of the Gateway API serve their kinds under this older version, too. */
export const GATEWAY_OLDER_VERSIONS: readonly string[] = ['v1beta1'];

const SUBDOMAIN = String.raw`[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*`;
const HEADER_NAME = String.raw`^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$`;

export const objectName = text({ least: 1, most: 253 });
export const group = text({ most: 253, pattern: `^$|^${SUBDOMAIN}$` });
export const kindName = text({ least: 1, most: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$' });
export const namespaceName = text({ least: 1, most: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' });
export const sectionName = text({ least: 1, most: 253, pattern: `^${SUBDOMAIN}$` });
export const hostname = text({ least: 1, most: 253, pattern: String.raw`^(\*\.)?${SUBDOMAIN}$` });
export const preciseHostname = text({ least: 1, most: 253, pattern: `^${SUBDOMAIN}$` });
export const portNumber = integer(1, 65_535);
export const headerName = text({ least: 1, most: 256, pattern: HEADER_NAME });
export const headerValue = text({
  least: 1,
  most: 4096,
  pattern: String.raw`^[!-~]+([\t ]?[!-~]+)*$`,
  onePass: /^[!-~]+(?:[\t ][!-~]+)*$/,
});
export const controllerName = text({
  least: 1,
  most: 253,
  pattern: String.raw`^${SUBDOMAIN}\/[A-Za-z0-9\/\-._~%!$&'()*+,;=:]+$`,
});
/** GEP-2257: `1h30m`, `100ms`. */
export const duration = text({ pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' });

const UNITS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A duration of the Gateway API in milliseconds. */
export function durationMilliseconds(text: string): number {
  const parts = text.matchAll(/(\d+)(ms|h|m|s)/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (isUnit(unit) ? UNITS[unit] : 0), 0);
}

function isUnit(text: string | undefined): text is keyof typeof UNITS {
  return text !== undefined && text in UNITS;
}

export interface ParentReference {
  group?: string;
  kind?: string;
  namespace?: string;
  name: string;
  sectionName?: string;
  port?: number;
}

export const parentReference = struct<ParentReference>(`${GATEWAY}.ParentReference`, {
  group: defaulted(group, GATEWAY_GROUP, 'API group of the parent.'),
  kind: defaulted(kindName, 'Gateway', 'Kind of the parent; the lab knows Gateway.'),
  namespace: optional(namespaceName, 'Namespace of the parent; that of the route when absent.'),
  name: required(objectName, 'Name of the parent.'),
  sectionName: optional(sectionName, 'Listener of the gateway; all of them when absent.'),
  port: optional(portNumber, 'Port of the listeners; any when absent.'),
});

export interface BackendObjectReference {
  group?: string;
  kind?: string;
  name: string;
  namespace?: string;
  port?: number;
}

/** The fields of a reference to a backend, which some structs have beside their own. */
export const backendReferenceFields = {
  group: defaulted(group, '', 'API group of the backend; empty is the core group.'),
  kind: defaulted(kindName, 'Service', 'Kind of the backend; the lab knows Service.'),
  name: required(objectName, 'Name of the backend.'),
  namespace: optional(
    namespaceName,
    'Namespace of the backend; that of the route when absent. Another one needs a ReferenceGrant there.',
  ),
  port: optional(portNumber, 'Port of the Service.'),
};

export function backendReferenceComplaints({ group = '', kind, port }: BackendObjectReference): (string | false)[] {
  return [group === '' && kind === 'Service' && port === undefined && 'Must have port for Service reference'];
}

export const backendObjectReference = ruled(
  struct<BackendObjectReference>(`${GATEWAY}.BackendObjectReference`, backendReferenceFields),
  backendReferenceComplaints,
);

export interface LocalObjectReference {
  group: string;
  kind: string;
  name: string;
}

export const localObjectReference = struct<LocalObjectReference>(`${GATEWAY}.LocalObjectReference`, {
  group: required(group, 'API group of the object.'),
  kind: required(kindName, 'Kind of the object.'),
  name: required(objectName, 'Name of the object.'),
});

/** At most eight conditions, told apart by their type. */
export const conditions: z.ZodType<Condition[]> = items(condition, { most: 8, type: 'map', keys: ['type'] });

/** What stands in a new object until a controller has seen it. */
export function waitingConditions(...types: readonly string[]): Condition[] {
  return types.map((type) => ({
    type,
    status: 'Unknown',
    reason: 'Pending',
    message: 'Waiting for controller',
    lastTransitionTime: '1970-01-01T00:00:00Z',
  }));
}
