import type { CookieAffinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Sticking } from '../read/by-affinity.ts';
import type { HttpRouteRule } from '../read/http-route.ts';
import { type PersistenceDefaults, readSessionPersistence } from '../read/session-persistence.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { lossesOf } from '../render/losses.ts';
import { EXPERIMENTAL_CHANNEL, needsOfOneName, sessionPersistence } from '../render/session-persistence.ts';
import type { Rendered } from '../router.ts';
import type { Routing } from '../routing.ts';
import { type CookieLosses, NOT_IN_SESSION_PERSISTENCE } from './gateway-api.ts';

/** What implementations with Envoy cannot say of a pinned cookie. */
const ENVOY_PERSISTENCE_LOST: CookieLosses = {
  ...NOT_IN_SESSION_PERSISTENCE,
  path: { reason: 'The path of a pinned cookie is always /, whatever the match.', instead: '/' },
};

/** A routing whose rules pin clients by a cookie. */
export function renderEnvoyPersistence(routing: Routing, affinity: CookieAffinity, className: string): Rendered {
  const additions = { className, sessionPersistence: sessionPersistence(affinity) };
  const { gateway, routes, losses, needs } = gatewayRouting(routing, additions);
  return {
    objects: [gateway, ...routes],
    losses: [...losses, ...lossesOf(affinity, ENVOY_PERSISTENCE_LOST)],
    needs: [...needs, EXPERIMENTAL_CHANNEL, ...needsOfOneName(routing)],
  };
}

/** What a hash of the address cannot say. */
export const HASHED_ADDRESS_LOST = {
  timeoutSeconds: { reason: 'The address is hashed: a client is never forgotten, so there is no timeout.' },
} as const;

/** What a rule says by its sessionPersistence, as Envoy keeps to it; undefined where it says nothing. */
export function readEnvoyPersistence(
  object: KubernetesObject,
  rule: HttpRouteRule,
  defaults: PersistenceDefaults = {},
): Sticking | undefined {
  const path = [...rule.path, 'sessionPersistence'];
  const said = readSessionPersistence(object, path, rule.sessionPersistence, 'released', { ...defaults, path: '/' });
  if (said?.affinity.kind !== 'header') return said;
  // What hashes a header takes any value of it: no other router makes one for the client to send back.
  const reason = 'The gateway makes the value of this header, and clients send it back: no affinity says that.';
  return { ...said, unread: [...(said.unread ?? []), { object, path, reason }] };
}
