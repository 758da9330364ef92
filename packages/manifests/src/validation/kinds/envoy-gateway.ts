import type * as z from 'zod';
import { gatewayDuration, list, oneOf, type Rule, rules, shape, token, whole } from '../schema.ts';
import { targetRef } from './gateway-api.ts';

// https://gateway.envoyproxy.io/docs/api/extension_types/#backendtrafficpolicy

const named = shape({ name: token });
const consistentHashFields = shape({
  type: oneOf('SourceIP', 'Header', 'Headers', 'Cookie', 'QueryParams'),
  header: named.optional(),
  headers: list(named, { least: 1 }).optional(),
  cookie: shape({ name: token, ttl: gatewayDuration.optional() }, ['attributes']).optional(),
  queryParams: list(named, { least: 1 }).optional(),
  tableSize: whole('The size of the table', 2, 5_000_011).optional(),
});
type ConsistentHash = z.infer<typeof consistentHashFields>;

const PART = { Header: 'header', Headers: 'headers', Cookie: 'cookie', QueryParams: 'queryParams' } as const;

const typeHasItsPart: Rule<ConsistentHash> = (hash) => {
  if (hash.type === 'SourceIP') return undefined;
  const part = PART[hash.type];
  return hash[part] === undefined
    ? { path: [part], message: `Type ${hash.type} needs it: say by what to hash.` }
    : undefined;
};
const consistentHash = consistentHashFields.superRefine(rules(typeHasItsPart));

const loadBalancer = shape(
  {
    type: oneOf('ConsistentHash', 'LeastRequest', 'Random', 'RoundRobin', 'BackendUtilization', 'DynamicModule'),
    consistentHash: consistentHash.optional(),
  },
  ['slowStart', 'endpointOverride', 'zoneAware', 'backendUtilization', 'dynamicModule'],
).superRefine(
  rules(
    ({ type, consistentHash }) =>
      type === 'ConsistentHash' && consistentHash === undefined
        ? { path: ['consistentHash'], message: 'Type ConsistentHash needs it: say by what to hash.' }
        : undefined,
    ({ type, slowStart }) =>
      slowStart !== undefined && type !== 'RoundRobin' && type !== 'LeastRequest'
        ? { path: ['slowStart'], message: 'Only RoundRobin and LeastRequest start slowly: take it out.' }
        : undefined,
  ),
);

const TARGETS = [
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'UDPRoute',
  'TCPRoute',
  'TLSRoute',
  'ListenerSet',
  'XListenerSet',
];
const target = targetRef.superRefine(
  rules(({ group, kind }) =>
    group.startsWith('gateway.networking.') && TARGETS.includes(kind)
      ? undefined
      : {
          path: ['kind'],
          message: `A BackendTrafficPolicy is for one of ${TARGETS.slice(0, 6).join(', ')}: name one.`,
        },
  ),
);

export const backendTrafficPolicy = shape(
  {
    targetRef: target.optional(),
    targetRefs: list(target, { least: 1, most: 16 }).optional(),
    loadBalancer: loadBalancer.optional(),
  },
  [
    'circuitBreaker',
    'compression',
    'compressor',
    'connection',
    'dns',
    'faultInjection',
    'healthCheck',
    'http2',
    'httpUpgrade',
    'mergeType',
    'proxyProtocol',
    'rateLimit',
    'requestBuffer',
    'responseOverride',
    'retry',
    'routingType',
    'targetSelectors',
    'tcpKeepalive',
    'telemetry',
    'timeout',
    'useClientProtocol',
  ],
).superRefine(
  rules(
    ({ targetRef, targetRefs, targetSelectors }) =>
      (targetRef ?? targetRefs ?? targetSelectors) === undefined
        ? { path: ['targetRefs'], message: 'This is missing: name what the policy is about, such as an HTTPRoute.' }
        : undefined,
    ({ targetRef, targetRefs }) =>
      targetRef !== undefined && targetRefs !== undefined
        ? { path: ['targetRef'], message: 'Of targetRef and targetRefs only one may stand here: keep targetRefs.' }
        : undefined,
  ),
);
