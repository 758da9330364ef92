import * as z from 'zod';
import {
  exactHost,
  exclusive,
  list,
  objectName,
  oneOf,
  port,
  type Rule,
  rules,
  serviceName,
  shape,
  unique,
  whole,
} from '../schema.ts';

// https://opensource.zalando.com/skipper/kubernetes/routegroups/

/** How Skipper can choose a pod, in a RouteGroup and in the annotation of an Ingress. */
export const SKIPPER_ALGORITHMS = [
  'roundRobin',
  'random',
  'consistentHash',
  'powerOfRandomNChoices',
  'weightedRoundRobin',
  'leastRequests',
] as const;

const backend = shape({
  name: z.string().min(1, 'This is empty: name the backend.'),
  type: oneOf('service', 'shunt', 'loopback', 'dynamic', 'lb', 'network', 'forward'),
  algorithm: z.enum(SKIPPER_ALGORITHMS).optional(),
  serviceName: serviceName.optional(),
  servicePort: port.optional(),
  address: z.string().optional(),
  endpoints: list(z.string(), { least: 1 }).optional(),
}).superRefine(
  rules(
    ({ type, serviceName: name }) =>
      type === 'service' && name === undefined
        ? { path: ['serviceName'], message: 'Type service needs it: name the Service.' }
        : undefined,
    ({ type, servicePort }) =>
      type === 'service' && servicePort === undefined
        ? { path: ['servicePort'], message: 'Type service needs it: give the number of its port.' }
        : undefined,
    ({ type, endpoints }) =>
      type === 'lb' && endpoints === undefined
        ? { path: ['endpoints'], message: 'Type lb needs them: list them.' }
        : undefined,
  ),
);
const reference = shape({ backendName: z.string(), weight: whole('A weight', 0, 1_000_000).optional() });

const routeFields = shape(
  {
    path: z.string().optional(),
    pathSubtree: z.string().optional(),
    pathRegexp: z.string().optional(),
    backends: list(reference).optional(),
    filters: list(z.string()).optional(),
    predicates: list(z.string()).optional(),
  },
  ['methods'],
);
const route = routeFields.superRefine(rules(exclusive<z.infer<typeof routeFields>>(['path', 'pathSubtree'], 0)));

const routeGroupFields = shape({
  hosts: list(exactHost, { least: 1 }).optional(),
  backends: list(backend, { least: 1 }),
  defaultBackends: list(reference).optional(),
  routes: list(route, { least: 1 }).optional(),
  tls: list(shape({ hosts: list(exactHost, { least: 1 }).optional(), secretName: objectName })).optional(),
});
type RouteGroup = z.infer<typeof routeGroupFields>;

const referencesExist: Rule<RouteGroup> = ({ backends, defaultBackends = [], routes = [] }) => {
  const names = new Set(backends.map(({ name }) => name));
  const stray = (references: readonly { backendName: string }[]) =>
    references.findIndex(({ backendName }) => !names.has(backendName));
  const message = 'There is no backend of that name: use one of backends.';
  const index = stray(defaultBackends);
  if (index !== -1) return { path: ['defaultBackends', index, 'backendName'], message };
  for (const [at, { backends: used = [] }] of routes.entries()) {
    const inRoute = stray(used);
    if (inRoute !== -1) return { path: ['routes', at, 'backends', inRoute, 'backendName'], message };
  }
  return undefined;
};
const everyRouteLeadsSomewhere: Rule<RouteGroup> = ({ defaultBackends = [], routes = [] }) => {
  const index = defaultBackends.length > 0 ? -1 : routes.findIndex(({ backends = [] }) => backends.length === 0);
  return index === -1
    ? undefined
    : { path: ['routes', index, 'backends'], message: 'Without defaultBackends each route needs its own: name one.' };
};
const tlsHostsAreRouted: Rule<RouteGroup> = ({ hosts = [], tls = [] }) => {
  const index = tls.findIndex((entry) => entry.hosts?.some((host) => !hosts.includes(host)));
  return index === -1
    ? undefined
    : { path: ['tls', index, 'hosts'], message: 'These are among the hosts of the RouteGroup alone: add them there.' };
};

export const routeGroup = routeGroupFields.superRefine(
  rules(referencesExist, everyRouteLeadsSomewhere, tlsHostsAreRouted, ({ backends }) =>
    unique<{ name: string }>('backends', ({ name }) => name)(backends),
  ),
);
