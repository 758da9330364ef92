import * as z from 'zod';
import { exclusive, goDuration, list, pattern, port, rules, shape, token, whole } from '../schema.ts';

// https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-ConsistentHashLB

const consistentHashFields = shape({
  httpCookie: shape({ name: token, path: z.string().optional(), ttl: goDuration.optional() }, [
    'attributes',
  ]).optional(),
  httpHeaderName: token.optional(),
  httpQueryParameterName: z.string().optional(),
  useSourceIp: z.boolean().optional(),
  ringHash: shape({ minimumRingSize: whole('The least size', 0, 8_388_608).optional() }).optional(),
  maglev: shape({ tableSize: whole('The size of the table', 2, 5_000_011).optional() }).optional(),
  minimumRingSize: whole('The least size', 0, 8_388_608).optional(),
});
type ConsistentHash = z.infer<typeof consistentHashFields>;
const consistentHash = consistentHashFields.superRefine(
  rules(
    exclusive<ConsistentHash>(['httpCookie', 'httpHeaderName', 'httpQueryParameterName', 'useSourceIp']),
    exclusive<ConsistentHash>(['ringHash', 'maglev'], 0),
  ),
);

const loadBalancerFields = shape({ simple: z.string().optional(), consistentHash: consistentHash.optional() }, [
  'localityLbSetting',
  'warmup',
  'warmupDurationSecs',
]);
const loadBalancer = loadBalancerFields.superRefine(
  rules(exclusive<z.infer<typeof loadBalancerFields>>(['simple', 'consistentHash'], 0)),
);
const serviceHost = z.string().min(1, 'This is empty: name the Service.');
const trafficPolicyParts = ['connectionPool', 'outlierDetection', 'proxyProtocol', 'retryBudget', 'tls', 'tunnel'];

export const destinationRule = shape(
  {
    host: serviceHost,
    trafficPolicy: shape({ loadBalancer: loadBalancer.optional() }, [
      ...trafficPolicyParts,
      'portLevelSettings',
    ]).optional(),
  },
  ['exportTo', 'subsets', 'workloadSelector'],
);

const textMatchFields = shape({
  exact: z.string().optional(),
  prefix: z.string().optional(),
  regex: z.string().optional(),
});
const textMatch = textMatchFields.superRefine(
  rules(exclusive<z.infer<typeof textMatchFields>>(['exact', 'prefix', 'regex'])),
);
const match = shape({ uri: textMatch.optional(), authority: textMatch.optional() }, [
  'gateways',
  'headers',
  'ignoreUriCase',
  'method',
  'name',
  'port',
  'queryParams',
  'scheme',
  'sourceLabels',
  'sourceNamespace',
  'statPrefix',
  'withoutHeaders',
]);
const destination = shape({
  host: serviceHost,
  port: shape({ number: port }).optional(),
  subset: z.string().optional(),
});

export const virtualService = shape(
  {
    hosts: list(pattern(/^\S+$/, 'write it without spaces'), { least: 1 }),
    gateways: list(z.string()).optional(),
    http: list(
      shape({ match: list(match).optional(), route: list(shape({ destination }, ['headers', 'weight'])).optional() }, [
        'corsPolicy',
        'delegate',
        'directResponse',
        'fault',
        'headers',
        'mirror',
        'mirrorPercent',
        'mirrorPercentage',
        'mirror_percent',
        'mirrors',
        'name',
        'redirect',
        'retries',
        'rewrite',
        'timeout',
      ]),
    ).optional(),
  },
  ['exportTo', 'tcp', 'tls'],
);

const server = shape(
  {
    port: shape({ number: port, name: z.string(), protocol: z.string() }, ['targetPort']),
    hosts: list(z.string(), { least: 1 }),
    tls: z.looseObject({ mode: z.string().optional(), credentialName: z.string().optional() }).optional(),
  },
  ['bind', 'defaultEndpoint', 'name'],
).superRefine(
  rules(({ tls }) =>
    tls?.mode === 'SIMPLE' && tls.credentialName === undefined && tls.serverCertificate === undefined
      ? { path: ['tls', 'credentialName'], message: 'Mode SIMPLE needs a certificate: name its Secret.' }
      : undefined,
  ),
);

export const istioGateway = shape({ selector: z.record(z.string(), z.string()), servers: list(server, { least: 1 }) });
