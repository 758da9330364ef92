import * as z from 'zod';
import {
  exactHost,
  host,
  list,
  objectName,
  oneOf,
  pattern,
  port,
  type Rule,
  rules,
  serviceName,
  shape,
  unique,
} from '../schema.ts';
import { targetRef } from './gateway-api.ts';

// https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/

const nginxTime = pattern(
  /^(?=.{1,64}$)(max|\d+(ms|[yMwdhms])?( ?\d+(ms|[yMwdhms]))*)$/,
  'write a time as nginx has it, such as 1h, or max',
);
/** What lb-method may say in the open source edition, and in Plus. */
const lbMethod = pattern(
  /^(round_robin|least_conn|ip_hash|random( two( least_conn)?)?|(random two )?least_time[ =][a-z_ ]+|hash [^\s;{}]+( consistent)?)$/,
  'use one that nginx knows, such as ip_hash or "hash $http_x_user consistent"',
);

const sessionCookie = shape({
  enable: z.boolean(),
  // The controller's own check: the CRD takes any name.
  name: pattern(/^[A-Za-z0-9_]+$/, 'use letters, digits and "_" alone'),
  path: pattern(/^\/[^\s;{}]*$/, 'start it with "/", without spaces and ";"').optional(),
  expires: nginxTime.optional(),
  domain: exactHost.optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
  samesite: oneOf('strict', 'lax', 'none').optional(),
});

const upstream = shape(
  {
    name: pattern(/^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'use at most 63 of a-z, 0-9 and "-"'),
    service: serviceName,
    port,
    'lb-method': lbMethod.optional(),
    sessionCookie: sessionCookie.optional(),
    'use-cluster-ip': z.boolean().optional(),
  },
  [
    'backup',
    'backupPort',
    'buffer-size',
    'buffering',
    'buffers',
    'busy-buffers-size',
    'client-body-buffer-size',
    'client-max-body-size',
    'connect-timeout',
    'fail-timeout',
    'healthCheck',
    'keepalive',
    'max-conns',
    'max-fails',
    'next-upstream',
    'next-upstream-timeout',
    'next-upstream-tries',
    'ntlm',
    'queue',
    'read-timeout',
    'send-timeout',
    'slow-start',
    'subselector',
    'tls',
    'type',
  ],
).superRefine(
  rules((value) =>
    value['use-cluster-ip'] === true && value.sessionCookie?.enable === true
      ? {
          path: ['use-cluster-ip'],
          message: 'nginx would see one address for all pods, and keep nobody on one: take it out.',
        }
      : undefined,
  ),
);

const route = shape(
  {
    path: pattern(/^(\/|=\/|~)/, 'start it with "/", "=/" for the whole path, or "~" for a regular expression'),
    action: shape({ pass: z.string().optional() }, ['proxy', 'redirect', 'return']).optional(),
  },
  [
    'add-header-inherit',
    'dos',
    'errorPages',
    'location-snippets',
    'matches',
    'policies',
    'route',
    'routeSelector',
    'splits',
  ],
).superRefine(
  rules(({ action, route: delegated, routeSelector, splits, matches }) =>
    (action ?? delegated ?? routeSelector ?? splits ?? matches) === undefined
      ? { path: [], message: 'A route does something: give it an action, splits, matches or a route.' }
      : undefined,
  ),
);

const virtualServerFields = shape(
  {
    host,
    ingressClassName: objectName.optional(),
    upstreams: list(upstream).optional(),
    routes: list(route).optional(),
    tls: shape({ secret: objectName.optional() }, ['redirect', 'cert-manager']).optional(),
  },
  ['add-header-inherit', 'dos', 'externalDNS', 'gunzip', 'http-snippets', 'listener', 'policies', 'server-snippets'],
);
type VirtualServer = z.infer<typeof virtualServerFields>;

const passesToAnUpstream: Rule<VirtualServer> = ({ routes = [], upstreams = [] }) => {
  const names = new Set(upstreams.map(({ name }) => name));
  const index = routes.findIndex(({ action }) => action?.pass !== undefined && !names.has(action.pass));
  return index === -1
    ? undefined
    : {
        path: ['routes', index, 'action', 'pass'],
        message: 'There is no upstream of that name: use one of upstreams.',
      };
};

export const virtualServer = virtualServerFields.superRefine(
  rules(
    passesToAnUpstream,
    ({ upstreams }) => unique<{ name: string }>('upstreams', ({ name }) => name)(upstreams),
    ({ routes }) => unique<{ path: string }>('routes', ({ path }) => path)(routes),
  ),
);

// https://docs.nginx.com/nginx-gateway-fabric/reference/api/#gateway.nginx.org/v1alpha1.UpstreamSettingsPolicy

const METHODS = [
  'round_robin',
  'least_conn',
  'ip_hash',
  'hash',
  'hash consistent',
  'random',
  'random two',
  'random two least_conn',
  'random two least_time=header',
  'random two least_time=last_byte',
  'least_time header',
  'least_time last_byte',
  'least_time header inflight',
  'least_time last_byte inflight',
] as const;

export const upstreamSettingsPolicy = shape(
  {
    targetRefs: list(targetRef, { least: 1, most: 16 }),
    loadBalancingMethod: z.enum(METHODS).optional(),
    hashMethodKey: pattern(/^\$[a-z_]+$/, 'write a variable of nginx in a-z and "_", such as $http_x_user').optional(),
  },
  ['keepAlive', 'useClusterIP', 'zoneSize'],
).superRefine(
  rules(
    ({ loadBalancingMethod: method, hashMethodKey }) =>
      (method === 'hash' || method === 'hash consistent') && hashMethodKey === undefined
        ? {
            path: ['hashMethodKey'],
            message: `Method "${method}" needs it: say by what to hash, such as $remote_addr.`,
          }
        : undefined,
    ({ targetRefs }) => {
      const index = targetRefs.findIndex(({ group, kind }) => kind !== 'Service' || (group !== '' && group !== 'core'));
      return index === -1
        ? undefined
        : {
            path: ['targetRefs', index, 'kind'],
            message: 'An UpstreamSettingsPolicy is for Services: name one, of group "".',
          };
    },
    ({ targetRefs }) => unique<{ name: string }>('targetRefs', ({ name }) => name)(targetRefs),
  ),
);
