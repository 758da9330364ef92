import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Sticking } from '../read/by-affinity.ts';
import type { HttpRouteRule } from '../read/http-route.ts';
import { routeReadings } from '../read/route-readings.ts';
import { readSessionPersistence } from '../read/session-persistence.ts';
import { cannotCarry } from '../render/cannot-carry.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { lossesOf } from '../render/losses.ts';
import {
  EXPERIMENTAL_CHANNEL,
  needsOfOneName,
  needsOfSecure,
  sessionPersistence,
} from '../render/session-persistence.ts';
import type { Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import { type CookieLosses, NOT_IN_SESSION_PERSISTENCE } from './gateway-api.ts';

/** Cilium: pinned by the sessionPersistence of a route, which has a cookie for the browser session alone. */
export const cilium: Router = {
  id: 'cilium',
  title: 'Cilium',
  strengths: ['pinned'],
  status: 'experimental',
  minimumVersion: 'Cilium 1.21 (main as of September 2026)',
  notes: [
    'A lifetime (Permanent, absoluteTimeout) and type Header make Cilium refuse the whole route: Accepted is False, UnsupportedValue.',
    'The cookie always has Secure, so a browser sends it back over HTTPS alone.',
    'The path of the cookie is that of an exact or a prefix match, or /.',
    'Routes whose parent is a Service (GAMMA) are refused when they have sessionPersistence.',
    'Its Ingress controller knows no affinity.',
  ],
  documentation: 'https://docs.cilium.io/en/latest/network/servicemesh/gateway-api/session-persistence/',
  className: 'cilium',
  marks: { controllers: ['io.cilium/gateway-controller'], classNames: ['cilium'] },
  render,
  read: (objects) => routeReadings(objects, (rule, { object }) => readRule(object, rule)),
};

const LOST: CookieLosses = {
  ...NOT_IN_SESSION_PERSISTENCE,
  maxAgeSeconds: { reason: 'Cilium refuses a lifetime: the cookie ends with the browser session.' },
  path: { reason: 'The path of the cookie is that of the match, and there is no field for another.' },
  secure: { reason: 'Cilium always sets Secure: a browser sends the cookie back over HTTPS alone.', instead: true },
  sameSite: { reason: 'Cilium always sets SameSite=Strict.', instead: 'Strict' },
};

function render(routing: Routing, affinity: Affinity): Rendered {
  if (affinity.kind !== 'none' && affinity.kind !== 'cookie') {
    throw cannotCarry('Cilium', affinity, 'use a cookie, or another router, such as envoy-gateway');
  }
  const { gateway, routes, losses, needs } = gatewayRouting(routing, {
    className: 'cilium',
    sessionPersistence:
      affinity.kind === 'cookie'
        ? sessionPersistence({ kind: 'cookie', name: affinity.name, strength: 'pinned' })
        : undefined,
  });
  const objects = [gateway, ...routes];
  if (affinity.kind === 'none') return { objects, losses, needs };
  return {
    objects,
    losses: [...losses, ...lossesOf(affinity, LOST)],
    needs: [...needs, EXPERIMENTAL_CHANNEL, ...needsOfOneName(routing), ...needsOfSecure(routing)],
  };
}

function readRule(object: KubernetesObject, { path, sessionPersistence: value }: HttpRouteRule): Sticking | undefined {
  const at = [...path, 'sessionPersistence'];
  const said = readSessionPersistence(object, at, value, 'released', { name: 'cilium-gw-session' });
  if (said === undefined) return undefined;
  const { affinity, unread = [] } = said;
  if (affinity.kind === 'cookie' && affinity.maxAgeSeconds === undefined) {
    return { ...said, affinity: { ...affinity, secure: true, sameSite: 'Strict' } };
  }
  const reason = 'Cilium knows Cookie with lifetimeType Session alone, and refuses the whole route.';
  return { affinity: { kind: 'none' }, unread: [...unread, { object, path: at, reason }] };
}
