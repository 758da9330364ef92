import * as z from 'zod';
import { list, oneOf, pattern, portNumberOrName, rules, serviceName, shape, unique } from '../schema.ts';

// https://apisix.apache.org/docs/ingress-controller/references/apisix_upstream_v2/

const loadBalancer = shape({
  type: oneOf('roundrobin', 'chash', 'ewma', 'least_conn'),
  hashOn: oneOf('vars', 'header', 'cookie', 'consumer', 'vars_combinations').optional(),
  key: z.string().optional(),
}).superRefine(
  rules(
    ({ type, hashOn, key }) =>
      type === 'chash' && hashOn !== 'consumer' && (key === undefined || key === '')
        ? { path: ['key'], message: 'Type chash needs it: say by what to hash, such as remote_addr.' }
        : undefined,
    ({ type, hashOn, key }) =>
      type !== 'chash' && (hashOn ?? key) !== undefined
        ? { path: ['type'], message: 'hashOn and key count with type chash alone: set it.' }
        : undefined,
    // upstream_hash_header_schema of apisix, which the CRD does not have.
    ({ hashOn, key = '' }) =>
      (hashOn === 'cookie' || hashOn === 'header') && !/^[A-Za-z0-9_-]*$/.test(key)
        ? { path: ['key'], message: `A ${hashOn} is named here: use letters, digits, "_" and "-" alone.` }
        : undefined,
  ),
);

export const apisixUpstream = shape(
  { ingressClassName: z.string().optional(), loadbalancer: loadBalancer.optional() },
  [
    'discovery',
    'externalNodes',
    'healthCheck',
    'passHost',
    'portLevelSettings',
    'retries',
    'scheme',
    'subsets',
    'timeout',
    'tlsSecret',
    'upstreamHost',
  ],
);

// https://apisix.apache.org/docs/ingress-controller/references/apisix_route_v2/

const backend = shape({ serviceName, servicePort: portNumberOrName }, ['resolveGranularity', 'subset', 'weight']);
const http = shape(
  {
    name: z.string().min(1, 'This is empty: name the route.'),
    match: shape(
      {
        paths: list(pattern(/^\//, 'start it with "/"'), { least: 1 }),
        hosts: list(z.string()).optional(),
      },
      ['exprs', 'filter_func', 'methods', 'remoteAddrs'],
    ),
    backends: list(backend).optional(),
    priority: z.int('Give a whole number here.').optional(),
  },
  ['authentication', 'plugin_config_name', 'plugin_config_namespace', 'plugins', 'timeout', 'upstreams', 'websocket'],
);

export const apisixRoute = shape({ ingressClassName: z.string().optional(), http: list(http).optional() }, [
  'stream',
]).superRefine(rules(({ http: routes }) => unique<{ name: string }>('http', ({ name }) => name)(routes)));

export const apisixTls = shape(
  {
    ingressClassName: z.string().optional(),
    hosts: list(pattern(/^\*?[0-9a-zA-Z-.]+$/, 'give a host, or one with "*" as its first label'), { least: 1 }),
    secret: shape({
      name: z.string().min(1, 'This is empty: name the Secret.'),
      namespace: z.string().min(1, 'This is empty: give it.'),
    }),
  },
  ['client'],
);
