import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { partsOf } from '../read/parts.ts';
import { type Policy, policiesOf } from '../read/policies.ts';
import { routeReadings } from '../read/route-readings.ts';
import { cannotCarry } from '../render/cannot-carry.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { type Fixed, lossesOf } from '../render/losses.ts';
import { policyEach, serviceTargets } from '../render/policy.ts';
import type { Path, Reading, Rendered, Router } from '../router.ts';
import { type Routing, requirePlainPaths } from '../routing.ts';
import { HASHED_ADDRESS_LOST } from './envoy-persistence.ts';
import type { CookieLosses } from './gateway-api.ts';

/** A Gateway of Google Kubernetes Engine: hashed by GCPBackendPolicy, pinned by GCPSessionAffinityPolicy. */
export const gkeGateway: Router = {
  id: 'gke-gateway',
  title: 'GKE Gateway',
  strengths: ['hashed', 'pinned'],
  status: 'stable',
  minimumVersion: 'GKE 1.24',
  notes: [
    "The cookie's name is Google's: GCLB when hashed (GCILB in a region or inside), GSSA when pinned.",
    'A hashed cookie lasts two weeks at most, and 0 is for the browser session; a pinned one lasts 1 s to a day.',
    'The address is hashed with CLIENT_IP: a change of the pods moves some clients.',
    'Pinned is younger than hashed: look whether the cluster has the CRD of GCPSessionAffinityPolicy.',
    'It ignores sessionPersistence of the route.',
  ],
  documentation:
    'https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources#configure_session_affinity',
  className: 'gke-l7-global-external-managed',
  marks: {
    controllers: ['networking.gke.io/gateway'],
    kinds: ['networking.gke.io/GCPBackendPolicy', 'networking.gke.io/GCPSessionAffinityPolicy'],
    classNames: [
      'gke-l7-global-external-managed',
      'gke-l7-regional-external-managed',
      'gke-l7-cross-regional-internal-managed-mc',
      'gke-l7-rilb',
      'gke-l7-gxlb',
    ],
  },
  render,
  read,
};

const HASHED = { group: 'networking.gke.io', kind: 'GCPBackendPolicy' };
const PINNED = { group: 'networking.gke.io', kind: 'GCPSessionAffinityPolicy' };
const API_VERSION = 'networking.gke.io/v1';

const TWO_WEEKS = 14 * 86400;
const A_DAY = 86400;

const ITS_OWN = "Google's load balancer makes the cookie as it likes: the policy has a field for its age alone.";
const LOST: CookieLosses = {
  path: { reason: ITS_OWN },
  domain: { reason: ITS_OWN },
  secure: { reason: ITS_OWN },
  sameSite: { reason: ITS_OWN },
  changeOnFailure: { reason: 'What a failed try does to a session cannot be said.' },
};
const HASHED_LOST: CookieLosses = {
  ...LOST,
  name: {
    reason: 'The cookie is called GCLB, or GCILB in a region or inside: no other name can be said.',
    instead: 'GCLB',
  },
};
const PINNED_LOST: CookieLosses = {
  ...LOST,
  name: { reason: 'The cookie is called GSSA: no other name can be said.', instead: 'GSSA' },
};

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, 'GKE Gateway');
  const { gateway, routes, losses, needs } = gatewayRouting(routing, {
    className: 'gke-l7-global-external-managed',
  });
  const { type, spec, lost } = policyOf(affinity);
  const policies =
    spec === undefined
      ? []
      : policyEach({ apiVersion: API_VERSION, kind: type.kind }, routing, serviceTargets(routing), spec);
  return { objects: [gateway, ...routes, ...policies], losses: [...losses, ...lossesOf(affinity, lost)], needs };
}

function policyOf(affinity: Affinity) {
  switch (affinity.kind) {
    case 'none':
      return { type: HASHED, spec: undefined, lost: {} };
    case 'header':
      throw cannotCarry('GKE Gateway', affinity, 'use a cookie or the address');
    case 'client-address':
      return { type: HASHED, spec: { default: { sessionAffinity: { type: 'CLIENT_IP' } } }, lost: HASHED_ADDRESS_LOST };
    case 'cookie': {
      if (affinity.strength === 'pinned') {
        const cookieTtlSeconds = Math.min(affinity.maxAgeSeconds ?? A_DAY, A_DAY);
        const spec = { statefulGeneratedCookie: { cookieTtlSeconds } };
        const reason = 'A pinned cookie lasts from 1 s to a day, and cannot be for the browser session.';
        return {
          type: PINNED,
          spec,
          lost: { ...PINNED_LOST, ...within(affinity.maxAgeSeconds, cookieTtlSeconds, reason) },
        };
      }
      const cookieTtlSec = Math.min(affinity.maxAgeSeconds ?? 0, TWO_WEEKS);
      const spec = { default: { sessionAffinity: { type: 'GENERATED_COOKIE', cookieTtlSec } } };
      const reason = 'A hashed cookie lasts two weeks at most.';
      return {
        type: HASHED,
        spec,
        lost: { ...HASHED_LOST, ...within(affinity.maxAgeSeconds, cookieTtlSec || undefined, reason) },
      };
    }
  }
}

function within(asked: number | undefined, instead: number | undefined, reason: string): { maxAgeSeconds?: Fixed } {
  return asked === instead || instead === undefined ? {} : { maxAgeSeconds: { reason, instead } };
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const pinned = policiesOf(objects, PINNED, readPinned);
  const hashed = policiesOf(objects, HASHED, readHashed);
  return routeReadings(objects, ({ service }, { object }) => {
    if (service === undefined) return undefined;
    const target = { kind: 'Service', namespace: object.metadata.namespace, name: service };
    return pinned(target) ?? hashed(target);
  });
}

const generated = z.looseObject({ cookieTtlSeconds: z.int() });

function readPinned({ object, spec }: Policy): Sticking {
  const parts = partsOf(object);
  parts.others(spec, ['spec'], ['targetRef', 'targetRefs', 'statefulGeneratedCookie']);
  const path: Path = ['spec', 'statefulGeneratedCookie'];
  const seconds = parts.part(generated, spec.statefulGeneratedCookie, path)?.cookieTtlSeconds;
  if (seconds === undefined) return { ...NOT_STICKY, from: [object], unread: parts.unread };
  const { cookie, unread } = readCookie(object, 'pinned', { maxAgeSeconds: { value: seconds, path } }, 'GSSA');
  return { affinity: cookie, from: [object], unread: [...parts.unread, ...unread] };
}

const backend = z
  .looseObject({
    sessionAffinity: z
      .looseObject({ type: z.string().default('NONE'), cookieTtlSec: z.int().exactOptional() })
      .exactOptional(),
  })
  .prefault({});

function readHashed({ object, spec }: Policy): Sticking {
  const parts = partsOf(object);
  parts.others(spec, ['spec'], ['targetRef', 'targetRefs', 'default']);
  const data = parts.part(backend, spec.default, ['spec', 'default']);
  parts.others(data, ['spec', 'default'], ['sessionAffinity']);
  const { type, cookieTtlSec } = data?.sessionAffinity ?? {};
  const path: Path = ['spec', 'default', 'sessionAffinity'];
  const said = (affinity: Affinity, unread: Reading['unread'] = []) => ({
    affinity,
    from: [object],
    unread: [...parts.unread, ...unread],
  });
  if (type === 'CLIENT_IP') return said({ kind: 'client-address' });
  if (type !== 'GENERATED_COOKIE') {
    if (type !== undefined && type !== 'NONE') parts.name([...path, 'type'], 'No affinity says this one.');
    return said({ kind: 'none' });
  }
  const maxAgeSeconds = { value: cookieTtlSec || undefined, path: [...path, 'cookieTtlSec'] };
  const { cookie, unread } = readCookie(object, 'hashed', { maxAgeSeconds }, 'GCLB');
  return said(cookie, unread);
}
