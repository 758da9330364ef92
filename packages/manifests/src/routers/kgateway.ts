import * as z from 'zod';
import type { Affinity, CookieAffinity } from '../affinity.ts';
import { gatewayDuration } from '../gateway-duration.ts';
import type { KubernetesObject } from '../objects.ts';
import { NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readHashCookie } from '../read/hash-cookie.ts';
import { partsOf } from '../read/parts.ts';
import { type Policy, policiesOf } from '../read/policies.ts';
import { routeReadings } from '../read/route-readings.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { lossesOf } from '../render/losses.ts';
import { policiesFor, serviceTargets } from '../render/policy.ts';
import type { Path, Reading, Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import { HASHED_ADDRESS_LOST, readEnvoyPersistence, renderEnvoyPersistence } from './envoy-persistence.ts';

/** kgateway: hashed by its BackendConfigPolicy, pinned by the route's sessionPersistence. */
export const kgateway: Router = {
  id: 'kgateway',
  title: 'kgateway',
  strengths: ['hashed', 'pinned'],
  status: 'stable',
  minimumVersion: 'kgateway 2.4',
  notes: [
    'The policy is of the Service, so the hash is the same for every route to it.',
    'Hashing makes a cookie only when the policy has a ttl; 0s is a cookie for the browser session.',
    'The policy is there since 2.1.',
    "Pinned needs the Gateway API's experimental channel. Since 2.4 the path of such a cookie is always /; to 2.3 it has none, and a browser takes that of the request.",
    'A session without a name is called sessionPersistence, so two such rules on one host overwrite each other.',
  ],
  documentation: 'https://kgateway.dev/docs/traffic-management/session-affinity/',
  className: 'kgateway',
  marks: {
    controllers: ['kgateway.dev/kgateway'],
    kinds: ['gateway.kgateway.dev/BackendConfigPolicy'],
    classNames: ['kgateway'],
  },
  render,
  read,
};

const POLICY = { group: 'gateway.kgateway.dev', kind: 'BackendConfigPolicy' };

const HASH_LOST = {
  domain: { reason: 'The policy has no field for a domain: the cookie is for the host that set it.' },
  changeOnFailure: { reason: 'A hash decides for each try: what a failed one does to a session cannot be said.' },
} as const;

function render(routing: Routing, affinity: Affinity): Rendered {
  if (affinity.kind === 'cookie' && affinity.strength === 'pinned') {
    return renderEnvoyPersistence(routing, affinity, 'kgateway');
  }
  const { gateway, routes, losses, needs } = gatewayRouting(routing, { className: 'kgateway' });
  if (affinity.kind === 'none') return { objects: [gateway, ...routes], losses, needs };
  const loadBalancer = { ringHash: { hashPolicies: [hashPolicy(affinity)] } };
  const type = { apiVersion: `${POLICY.group}/v1alpha1`, kind: POLICY.kind };
  const lost = affinity.kind === 'cookie' ? HASH_LOST : affinity.kind === 'client-address' ? HASHED_ADDRESS_LOST : {};
  return {
    objects: [gateway, ...routes, ...policiesFor(type, routing, serviceTargets(routing), { loadBalancer })],
    losses: [...losses, ...lossesOf(affinity, lost)],
    needs,
  };
}

function hashPolicy(affinity: Exclude<Affinity, { kind: 'none' }>): object {
  switch (affinity.kind) {
    case 'cookie':
      return { cookie: hashCookie(affinity) };
    case 'client-address':
      return { sourceIP: {} };
    case 'header':
      return { header: { name: affinity.name } };
  }
}

function hashCookie({ name, maxAgeSeconds, path, secure, sameSite }: CookieAffinity): object {
  return {
    name,
    ttl: gatewayDuration(maxAgeSeconds ?? 0),
    httpOnly: true,
    ...(path !== undefined && { path }),
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { sameSite }),
  };
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const ofService = policiesOf(objects, POLICY, readPolicy);
  return routeReadings(objects, (rule, { object }) => {
    const own = readEnvoyPersistence(object, rule, { name: 'sessionPersistence' });
    if (own !== undefined || rule.service === undefined) return own;
    return ofService({ kind: 'Service', namespace: object.metadata.namespace, name: rule.service });
  });
}

const hash = z.looseObject({ hashPolicies: z.array(z.unknown()).default([]) }).exactOptional();
const balancing = z.looseObject({ ringHash: hash, maglev: hash }).prefault({});
const hashing = z.looseObject({
  cookie: z.record(z.string(), z.unknown()).exactOptional(),
  header: z.looseObject({ name: z.string() }).exactOptional(),
  sourceIP: z.looseObject({}).exactOptional(),
});

function readPolicy({ object, spec }: Policy): Sticking {
  const parts = partsOf(object);
  parts.others(spec, ['spec'], ['targetRef', 'targetRefs', 'loadBalancer']);
  const at: Path = ['spec', 'loadBalancer'];
  const data = parts.part(balancing, spec.loadBalancer, at);
  const kind = data?.ringHash === undefined ? 'maglev' : 'ringHash';
  const path: Path = [...at, kind, 'hashPolicies'];
  const [first, ...others] = data?.[kind]?.hashPolicies ?? [];
  others.forEach((_, index) => {
    parts.name([...path, index + 1], 'All of these are hashed together: an affinity has one.');
  });
  const said =
    first === undefined ? NOT_STICKY : readHashPolicy(object, [...path, 0], parts.part(hashing, first, [...path, 0]));
  return { ...said, from: [object], unread: [...parts.unread, ...(said.unread ?? [])] };
}

function readHashPolicy(object: KubernetesObject, path: Path, data: z.infer<typeof hashing> | undefined): Sticking {
  if (data?.header !== undefined) return { affinity: { kind: 'header', name: data.header.name.toLowerCase() } };
  if (data?.sourceIP !== undefined) return { affinity: { kind: 'client-address' } };
  if (data?.cookie === undefined) return NOT_STICKY;
  const { cookie } = data;
  const at: Path = [...path, 'cookie'];
  const field = (name: string) => ({ value: cookie[name], path: [...at, name] });
  const fields = { name: field('name'), path: field('path'), secure: field('secure'), sameSite: field('sameSite') };
  const said = readHashCookie(object, at, fields, field('ttl'));
  if (cookie.httpOnly !== false) return said;
  const reason = 'Scripts of the page can read such a cookie, which is none of their business.';
  return { ...said, unread: [...(said.unread ?? []), { object, path: [...at, 'httpOnly'], reason }] };
}
