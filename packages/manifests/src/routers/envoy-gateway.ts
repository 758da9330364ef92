import type { Affinity, CookieAffinity } from '../affinity.ts';
import { gatewayDuration } from '../gateway-duration.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Sticking } from '../read/by-affinity.ts';
import { readConsistentHash } from '../read/consistent-hash.ts';
import { partsOf } from '../read/parts.ts';
import { type Policy, policiesOf } from '../read/policies.ts';
import { routeReadings } from '../read/route-readings.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { lossesOf } from '../render/losses.ts';
import { policiesFor, routeTargets } from '../render/policy.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import { HASHED_ADDRESS_LOST, readEnvoyPersistence, renderEnvoyPersistence } from './envoy-persistence.ts';

/** Envoy Gateway: hashed by its BackendTrafficPolicy, pinned by the route's sessionPersistence. */
export const envoyGateway: Router = {
  id: 'envoy-gateway',
  title: 'Envoy Gateway',
  strengths: ['hashed', 'pinned'],
  status: 'stable',
  minimumVersion: 'Envoy Gateway 1.10',
  notes: [
    'Hashing makes a cookie only when the policy has a ttl; 0s is a cookie for the browser session.',
    "Pinned needs the Gateway API's experimental channel, and is there since Envoy Gateway 1.2.",
    'Since 1.10 the path of a pinned cookie is always /, so names have to differ on one host; before, it was the path of the match.',
    'Behind another proxy the address is its own, unless a ClientTrafficPolicy says how to find that of the client.',
    'A header is said as headers, which is the younger word: older versions know header alone.',
    'absoluteTimeout counts only with lifetimeType Permanent.',
    'A policy of the route takes the place of the whole one of its Gateway, unless it says mergeType.',
  ],
  documentation: 'https://gateway.envoyproxy.io/docs/tasks/traffic/session-persistence/',
  className: 'eg',
  marks: {
    controllers: ['gateway.envoyproxy.io/gatewayclass-controller'],
    kinds: ['gateway.envoyproxy.io/BackendTrafficPolicy'],
    classNames: ['eg', 'envoy', 'envoy-gateway'],
  },
  render,
  read,
};

const POLICY = { group: 'gateway.envoyproxy.io', kind: 'BackendTrafficPolicy' };

const HASH_LOST = {
  secure: { reason: 'An attribute is there or not: what cannot be said is that Secure must not be there.' },
  changeOnFailure: { reason: 'A hash decides for each try: what a failed one does to a session cannot be said.' },
} as const;

function render(routing: Routing, affinity: Affinity): Rendered {
  if (affinity.kind === 'cookie' && affinity.strength === 'pinned') {
    return renderEnvoyPersistence(routing, affinity, 'eg');
  }
  const { gateway, routes, losses, needs } = gatewayRouting(routing, { className: 'eg' });
  if (affinity.kind === 'none') return { objects: [gateway, ...routes], losses, needs };
  const loadBalancer = { type: 'ConsistentHash', consistentHash: consistentHash(affinity) };
  const type = { apiVersion: `${POLICY.group}/v1alpha1`, kind: POLICY.kind };
  return {
    objects: [gateway, ...routes, ...policiesFor(type, routing, routeTargets(routes), { loadBalancer })],
    losses: [...losses, ...hashLosses(affinity)],
    needs,
  };
}

function consistentHash(affinity: Exclude<Affinity, { kind: 'none' }>): object {
  switch (affinity.kind) {
    case 'cookie':
      return { type: 'Cookie', cookie: hashCookie(affinity) };
    case 'client-address':
      return { type: 'SourceIP' };
    case 'header':
      return { type: 'Headers', headers: [{ name: affinity.name }] };
  }
}

/** Attributes go into Set-Cookie as they are; one without a value is a flag. */
function hashCookie({ name, maxAgeSeconds, path, domain, secure, sameSite }: CookieAffinity): object {
  return {
    name,
    ttl: gatewayDuration(maxAgeSeconds ?? 0),
    attributes: {
      HttpOnly: '',
      ...(path !== undefined && { Path: path }),
      ...(domain !== undefined && { Domain: domain }),
      ...(secure === true && { Secure: '' }),
      ...(sameSite !== undefined && { SameSite: sameSite }),
    },
  };
}

function hashLosses(affinity: Affinity) {
  if (affinity.kind === 'client-address') return lossesOf(affinity, HASHED_ADDRESS_LOST);
  if (affinity.kind !== 'cookie') return [];
  const { secure, changeOnFailure } = HASH_LOST;
  return lossesOf(affinity, { changeOnFailure, ...(affinity.secure === false && { secure }) });
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const policyOf = policiesOf(objects, POLICY, readPolicy);
  return routeReadings(objects, (rule, { object: { metadata }, object, gateways }) => {
    const { name, namespace } = metadata;
    const route = { kind: 'HTTPRoute', namespace, name };
    return (
      readEnvoyPersistence(object, rule) ??
      policyOf({ ...route, sectionName: rule.name }) ??
      policyOf(route) ??
      gateways
        .map(({ object: { metadata } }) =>
          policyOf({ kind: 'Gateway', namespace: metadata.namespace, name: metadata.name }),
        )
        .find((policy) => policy !== undefined)
    );
  });
}

function readPolicy({ object, spec }: Policy): Sticking {
  const parts = partsOf(object);
  parts.others(spec, ['spec'], ['targetRef', 'targetRefs', 'loadBalancer']);
  const said = readConsistentHash(object, spec.loadBalancer);
  return { ...said, from: [object], unread: [...parts.unread, ...(said.unread ?? [])] };
}
