import * as z from 'zod';
import { exclusive, goDuration, list, oneOf, port, rules, shape, token } from '../schema.ts';

// https://emissary-ingress.dev/docs/3.10/topics/running/load-balancer/

const loadBalancerFields = shape({
  policy: oneOf('round_robin', 'least_request', 'ring_hash', 'maglev'),
  cookie: shape({ name: token, path: z.string().optional(), ttl: goDuration.optional() }).optional(),
  header: token.optional(),
  source_ip: z.boolean().optional(),
});
type LoadBalancer = z.infer<typeof loadBalancerFields>;

const loadBalancer = loadBalancerFields.superRefine(
  rules(
    ({ policy, cookie, header, source_ip }) =>
      policy !== 'ring_hash' && policy !== 'maglev' && (cookie ?? header ?? source_ip) !== undefined
        ? { path: ['policy'], message: 'Only ring_hash and maglev keep a client on a pod: set one of them.' }
        : undefined,
    (value) =>
      value.policy === 'ring_hash' || value.policy === 'maglev'
        ? exclusive<LoadBalancer>(['cookie', 'header', 'source_ip'])(value)
        : undefined,
  ),
);

export const mapping = shape(
  {
    prefix: z.string().min(1, 'This is empty: write "/" for all paths.'),
    service: z.string().min(1, 'This is empty: name the Service.'),
    hostname: z.string().optional(),
    prefix_exact: z.boolean().optional(),
    prefix_regex: z.boolean().optional(),
    resolver: z.string().optional(),
    load_balancer: loadBalancer.optional(),
  },
  [
    'add_linkerd_headers',
    'add_request_headers',
    'add_response_headers',
    'allow_upgrade',
    'ambassador_id',
    'auth_context_extensions',
    'auto_host_rewrite',
    'bypass_auth',
    'bypass_error_response_overrides',
    'case_sensitive',
    'circuit_breakers',
    'cluster_idle_timeout_ms',
    'cluster_max_connection_lifetime_ms',
    'cluster_tag',
    'connect_timeout_ms',
    'cors',
    'dns_type',
    'docs',
    'enable_ipv4',
    'enable_ipv6',
    'envoy_override',
    'error_response_overrides',
    'grpc',
    'headers',
    'health_checks',
    'host',
    'host_redirect',
    'host_regex',
    'host_rewrite',
    'idle_timeout_ms',
    'keepalive',
    'labels',
    'method',
    'method_regex',
    'modules',
    'outlier_detection',
    'path_redirect',
    'precedence',
    'prefix_redirect',
    'priority',
    'query_parameters',
    'redirect_response_code',
    'regex_headers',
    'regex_query_parameters',
    'regex_redirect',
    'regex_rewrite',
    'remove_request_headers',
    'remove_response_headers',
    'respect_dns_ttl',
    'retry_policy',
    'rewrite',
    'shadow',
    'stats_name',
    'timeout_ms',
    'tls',
    'use_websocket',
    'v2BoolHeaders',
    'v2BoolQueryParameters',
    'v2ExplicitTLS',
    'weight',
  ],
).superRefine(
  rules(
    ({ prefix_exact, prefix_regex }) =>
      prefix_exact === true && prefix_regex === true
        ? { path: ['prefix_exact'], message: 'A prefix is exact or a regular expression: take one of both out.' }
        : undefined,
    ({ load_balancer, resolver }) =>
      load_balancer !== undefined && load_balancer.policy !== 'round_robin' && resolver === undefined
        ? {
            path: ['resolver'],
            message: 'Without a KubernetesEndpointResolver Emissary sees no pods to keep clients on: name one.',
          }
        : undefined,
  ),
);

export const emissaryHost = shape(
  {
    hostname: z.string().optional(),
    tlsSecret: shape({ name: z.string() }, ['namespace']).optional(),
  },
  ['acmeProvider', 'ambassador_id', 'mappingSelector', 'previewUrl', 'requestPolicy', 'selector', 'tls', 'tlsContext'],
);

export const listener = shape({ port, securityModel: oneOf('XFP', 'SECURE', 'INSECURE'), hostBinding: z.unknown() }, [
  'ambassador_id',
  'http2MaxConcurrentStreams',
  'l7Depth',
  'protocol',
  'protocolStack',
  'statsPrefix',
]);

export const endpointResolver = shape({ ambassador_id: list(z.string()).optional() });
