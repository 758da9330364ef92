import * as z from 'zod';
import { list, objectName, oneOf, path, portNumberOrName, rules, shape, token } from '../schema.ts';

// https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/

const cookie = shape({
  name: token.optional(),
  secure: z.boolean().optional(),
  httpOnly: z.boolean().optional(),
  sameSite: oneOf('none', 'lax', 'strict', 'default').optional(),
  maxAge: z.int('Give whole seconds here.').optional(),
  path: path.optional(),
  domain: z.string().optional(),
});

const service = shape(
  {
    // A TraefikService may be of another provider: api@internal.
    name: z.string().min(1, 'This is empty: name the Service.'),
    kind: oneOf('Service', 'TraefikService').optional(),
    port: portNumberOrName.optional(),
    sticky: shape({ cookie: cookie.optional() }).optional(),
    strategy: oneOf('wrr', 'p2c', 'hrw', 'leasttime', 'RoundRobin').optional(),
    nativeLB: z.boolean().optional(),
  },
  [
    'healthCheck',
    'middlewares',
    'namespace',
    'nodePortLB',
    'passHostHeader',
    'passiveHealthCheck',
    'responseForwarding',
    'scheme',
    'serversTransport',
    'weight',
  ],
).superRefine(
  rules(({ nativeLB, sticky }) =>
    nativeLB === true && sticky !== undefined
      ? {
          path: ['nativeLB'],
          message: 'It hands Traefik one address for all pods, so nobody is kept on one: take it out.',
        }
      : undefined,
  ),
);

const route = shape(
  {
    match: z.string().min(1, 'This is empty: say what is routed, such as Host(`a.example`).'),
    kind: oneOf('Rule').optional(),
    services: list(service).optional(),
  },
  ['middlewares', 'observability', 'priority', 'syntax'],
);

export const ingressRoute = shape(
  {
    routes: list(route),
    entryPoints: list(z.string()).optional(),
    tls: shape({ secretName: objectName.optional() }, ['certResolver', 'domains', 'options', 'store']).optional(),
  },
  ['ingressClassName', 'parentRefs'],
);
