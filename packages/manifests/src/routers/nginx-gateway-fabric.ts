import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import type { HttpRouteRule } from '../read/http-route.ts';
import { partsOf } from '../read/parts.ts';
import { type Policy, policiesOf } from '../read/policies.ts';
import { routeReadings } from '../read/route-readings.ts';
import { readSessionPersistence } from '../read/session-persistence.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { lossesOf } from '../render/losses.ts';
import { policiesFor, serviceTargets } from '../render/policy.ts';
import { EXPERIMENTAL_CHANNEL, needsOfOneName, sessionPersistence } from '../render/session-persistence.ts';
import type { Path, Reading, Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { HASHED_ADDRESS_LOST } from './envoy-persistence.ts';
import { type CookieLosses, NOT_IN_SESSION_PERSISTENCE } from './gateway-api.ts';

/** NGINX Gateway Fabric: hashed by its UpstreamSettingsPolicy, by a cookie on the route with NGINX Plus. */
export const nginxGatewayFabric: Router = {
  id: 'nginx-gateway-fabric',
  title: 'NGINX Gateway Fabric',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'NGINX Gateway Fabric 2.4',
  notes: [
    'A cookie (sessionPersistence of the route) needs NGINX Plus; open source ignores it and says so in the status.',
    'The address (ip_hash) and a header (hash consistent) work in open source; behind a proxy the address is its own, unless rewriteClientIP is set.',
    'ip_hash takes the first three numbers of an IPv4 address: a whole office has one pod.',
    'hashMethodKey has small letters and _ alone: $http_x_user, but no digits.',
    'A cookie as hashMethodKey ($cookie_name) only hashes what the application sets: nginx makes none.',
    'nginx is told the name, the age and the path of the cookie alone: it has neither Secure nor HttpOnly nor SameSite.',
    'The path of the cookie is that of the match, or what several matches have in common.',
  ],
  documentation: 'https://docs.nginx.com/nginx-gateway-fabric/traffic-management/session-persistence/',
  className: 'nginx',
  marks: {
    controllers: ['gateway.nginx.org/nginx-gateway-controller'],
    kinds: ['gateway.nginx.org/UpstreamSettingsPolicy'],
    classNames: ['nginx'],
  },
  render,
  read,
};

const POLICY = { group: 'gateway.nginx.org', kind: 'UpstreamSettingsPolicy' };

const TOLD = 'nginx is told the name, the age and the path of the cookie alone';
const LOST: CookieLosses = {
  ...NOT_IN_SESSION_PERSISTENCE,
  path: { reason: 'The path of the cookie is that of the matches, and there is no field for another.' },
  secure: { reason: `${TOLD}: it has no Secure.` },
  sameSite: { reason: `${TOLD}: it has no SameSite.` },
};

/** nginx searches the path for the expression, which begins with a slash: it is as good as one from the beginning. */
const asItIs = (expression: string) => expression;

function render(routing: Routing, affinity: Affinity): Rendered {
  const { gateway, routes, losses, needs } = gatewayRouting(routing, {
    className: 'nginx',
    sessionPersistence: affinity.kind === 'cookie' ? sessionPersistence(affinity) : undefined,
    writeRegex: asItIs,
  });
  const objects = [gateway, ...routes];
  const hashed = (spec: object) =>
    policiesFor({ apiVersion: `${POLICY.group}/v1alpha1`, kind: POLICY.kind }, routing, serviceTargets(routing), spec);
  switch (affinity.kind) {
    case 'none':
      return { objects, losses, needs };
    case 'cookie':
      return {
        objects,
        losses: [...losses, ...lossesOf(affinity, LOST)],
        needs: [...needs, 'NGINX Plus.', EXPERIMENTAL_CHANNEL, ...needsOfOneName(routing)],
      };
    case 'client-address':
      return {
        objects: [...objects, ...hashed({ loadBalancingMethod: 'ip_hash' })],
        losses: [...losses, ...lossesOf(affinity, HASHED_ADDRESS_LOST)],
        needs,
      };
    case 'header': {
      const spec = { loadBalancingMethod: 'hash consistent', hashMethodKey: headerVariable(affinity.name) };
      return { objects: [...objects, ...hashed(spec)], losses, needs };
    }
  }
}

/** The CRD takes `$`, small letters and `_`; nginx names a header with `_` in the place of each `-`. */
function headerVariable(name: string): string {
  if (/^[A-Za-z-]+$/.test(name)) return `$http_${name.toLowerCase().replaceAll('-', '_')}`;
  throw new ManifestError(
    'unsupported-affinity',
    `NGINX Gateway Fabric cannot hash by the header ${quote(name)}: use one of letters and "-" alone, such as X-User.`,
  );
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const ofService = policiesOf(objects, POLICY, readPolicy);
  return routeReadings(
    objects,
    (rule, { object }) => {
      const own = readRule(object, rule);
      if (own !== undefined || rule.service === undefined) return own;
      return ofService({ kind: 'Service', namespace: object.metadata.namespace, name: rule.service });
    },
    asItIs,
  );
}

function readRule(object: KubernetesObject, { path, sessionPersistence: value }: HttpRouteRule): Sticking | undefined {
  const at = [...path, 'sessionPersistence'];
  const said = readSessionPersistence(object, at, value);
  if (said?.affinity.kind !== 'header') return said;
  const reason = 'NGINX Gateway Fabric ignores sessionPersistence of type Header.';
  return { affinity: { kind: 'none' }, unread: [...(said.unread ?? []), { object, path: at, reason }] };
}

const settings = z.looseObject({
  loadBalancingMethod: z.string().exactOptional(),
  hashMethodKey: z.string().exactOptional(),
});

function readPolicy({ object, spec }: Policy): Sticking {
  const parts = partsOf(object);
  parts.others(spec, ['spec'], ['targetRefs', 'loadBalancingMethod', 'hashMethodKey']);
  const { loadBalancingMethod: method, hashMethodKey: key = '' } = parts.part(settings, spec, ['spec']) ?? {};
  const path: Path = ['spec', 'hashMethodKey'];
  const affinity =
    method === 'ip_hash' ? byAddress : /^hash( consistent)?$/.test(method ?? '') ? byKey(key) : undefined;
  if (affinity?.kind === 'cookie') parts.name(path, 'nginx makes no such cookie: the application has to set it.');
  if (affinity === undefined && key !== '') parts.name(path, 'This keeps no client on a pod.');
  return { ...(affinity === undefined ? NOT_STICKY : { affinity }), from: [object], unread: parts.unread };
}

const byAddress: Affinity = { kind: 'client-address' };

function byKey(key: string): Affinity | undefined {
  if (key === '$remote_addr' || key === '$binary_remote_addr') return byAddress;
  const [, source, name = ''] = /^\$(http|cookie)_(\w+)$/.exec(key) ?? [];
  if (source === 'cookie') return { kind: 'cookie', name, strength: 'hashed' };
  return source === 'http' ? { kind: 'header', name: name.toLowerCase().replaceAll('_', '-') } : undefined;
}
