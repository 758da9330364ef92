import * as z from 'zod';
import { exclusive, gatewayDuration, list, oneOf, rules, shape, whole } from '../schema.ts';
import { targetRef } from './gateway-api.ts';

// https://kgateway.dev/docs/reference/api/#backendconfigpolicy

const text = z.string().min(1, 'This is empty: give a name.');
const hashPolicyFields = shape({
  cookie: shape({
    name: text,
    path: z.string().optional(),
    ttl: gatewayDuration.optional(),
    secure: z.boolean().optional(),
    httpOnly: z.boolean().optional(),
    sameSite: oneOf('Strict', 'Lax', 'None').optional(),
  }).optional(),
  header: shape({ name: text }).optional(),
  sourceIP: shape({}).optional(),
  terminal: z.boolean().optional(),
});
type HashPolicy = z.infer<typeof hashPolicyFields>;
const hashPolicy = hashPolicyFields.superRefine(rules(exclusive<HashPolicy>(['header', 'cookie', 'sourceIP'])));
const hashing = {
  hashPolicies: list(hashPolicy, { least: 1, most: 16 }).optional(),
  useHostnameForHashing: z.boolean().optional(),
};

const ring = (what: string) => whole(what, 0, 8_388_608).optional();
const loadBalancerFields = shape(
  {
    ringHash: shape({
      ...hashing,
      minimumRingSize: ring('The least size'),
      maximumRingSize: ring('The greatest size'),
    }).optional(),
    maglev: shape(hashing).optional(),
    leastRequest: z.unknown().optional(),
    roundRobin: z.unknown().optional(),
    random: z.unknown().optional(),
  },
  ['closeConnectionsOnHostSetChange', 'healthyPanicThreshold', 'localityType', 'updateMergeWindow'],
);
type LoadBalancer = z.infer<typeof loadBalancerFields>;
const loadBalancer = loadBalancerFields.superRefine(
  rules(exclusive<LoadBalancer>(['leastRequest', 'roundRobin', 'ringHash', 'maglev', 'random'])),
);

const target = targetRef.superRefine(
  rules(({ group, kind }) =>
    (group === '' && kind === 'Service') || (group === 'gateway.kgateway.dev' && kind === 'Backend')
      ? undefined
      : {
          path: ['kind'],
          message: 'A BackendConfigPolicy is for a Service (of group "") or a Backend of kgateway: name one.',
        },
  ),
);

export const backendConfigPolicy = shape(
  { targetRefs: list(target, { least: 1, most: 16 }).optional(), loadBalancer: loadBalancer.optional() },
  [
    'circuitBreakers',
    'commonHttpProtocolOptions',
    'connectTimeout',
    'dns',
    'healthCheck',
    'http1ProtocolOptions',
    'http2ProtocolOptions',
    'outlierDetection',
    'perConnectionBufferLimitBytes',
    'targetSelectors',
    'tcpKeepalive',
    'tls',
    'upstreamProxyProtocol',
  ],
);
