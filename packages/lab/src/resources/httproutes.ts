import type { Condition, ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { defaulted, items, optional, required, ruled } from './schema/custom.ts';
import {
  conditions,
  controllerName,
  GATEWAY,
  GATEWAY_GROUP,
  GATEWAY_OLDER_VERSIONS,
  hostname,
  type ParentReference,
  parentReference,
} from './schema/gateway-api.ts';
import { ANY_PATH } from './schema/http-route-match.ts';
import { type HTTPRouteRule, rules } from './schema/http-route-rule.ts';
import { kind } from './schema/kind.ts';
import { struct, unsupported } from './schema/types.ts';

export interface HTTPRouteSpec {
  parentRefs?: ParentReference[];
  hostnames?: string[];
  rules?: HTTPRouteRule[];
  useDefaultGateways?: string;
}

export interface RouteParentStatus {
  parentRef: ParentReference;
  controllerName: string;
  conditions: Condition[];
}

export interface HTTPRouteStatus {
  parents: RouteParentStatus[];
}

export interface HTTPRoute {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
  spec: HTTPRouteSpec;
  status?: HTTPRouteStatus;
}

const parentRefs = ruled(items(parentReference, { most: 32 }), (all) => {
  const byParent = Object.groupBy(all, ({ group, kind, namespace = '', name }) =>
    JSON.stringify([group, kind, namespace, name]),
  );
  const several = Object.values(byParent).filter((refs) => refs !== undefined && refs.length > 1);
  return [
    several.some((refs) => new Set(refs?.map((ref) => JSON.stringify([!ref.sectionName, !ref.port]))).size > 1) &&
      'sectionName or port must be specified when parentRefs includes 2 or more references to the same parent',
    several.some(
      (refs) => new Set(refs?.map((ref) => JSON.stringify([ref.sectionName, ref.port]))).size !== refs?.length,
    ) && 'sectionName or port must be unique when parentRefs includes 2 or more references to the same parent',
  ];
});

const parentStatus = struct<RouteParentStatus>(`${GATEWAY}.RouteParentStatus`, {
  parentRef: required(parentReference, 'The parent, as the route names it.'),
  controllerName: required(controllerName, 'Who says so.'),
  conditions: required(conditions, 'What the parent makes of the route.'),
});

const schema = kind<HTTPRoute>(
  `${GATEWAY}.HTTPRoute`,
  'Says where the requests go that a gateway takes; it balances requests.',
  {
    spec: required(
      struct<HTTPRouteSpec>(`${GATEWAY}.HTTPRouteSpec`, {
        parentRefs: optional(parentRefs, 'Gateways, or listeners of theirs, that the route is for.'),
        hostnames: optional(items(hostname, { most: 16 }), 'Hosts that it is for; those of the listener when absent.'),
        rules: defaulted(rules, [{ matches: [{ path: ANY_PATH }] }], 'Requests and where they go.'),
        useDefaultGateways: unsupported(0),
      }),
      'Spec of the route.',
    ),
    status: optional(
      struct<HTTPRouteStatus>(`${GATEWAY}.HTTPRouteStatus`, {
        parents: required(items(parentStatus, { most: 32 }), 'What each parent makes of the route.'),
      }),
      'State of the route.',
    ),
  },
);

export const httproutes: Resource<'httproutes'> = {
  name: 'httproutes',
  group: GATEWAY_GROUP,
  olderVersions: GATEWAY_OLDER_VERSIONS,
  custom: true,
  kind: 'HTTPRoute',
  singular: 'httproute',
  shortNames: [],
  categories: ['gateway-api'],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'subdomain',
  schema: schema,
  columns: [
    nameColumn,
    {
      name: 'Hostnames',
      type: 'string',
      description: 'Hosts that it is for.',
      cell: ({ spec }) => (spec.hostnames === undefined ? '' : JSON.stringify(spec.hostnames)),
    },
    ageColumn,
  ],
};
