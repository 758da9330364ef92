import type { Observed } from '../api/objects.ts';
import type { RouteAffinity } from './app-view.ts';

type Rule = Observed<'HTTPRoute'>['spec']['rules'][number];

const LAB = 'lab.sticky/gateway-controller';
/** Controllers that do what `sessionPersistence` says, by cookie and by header. Others take it, and need not. */
const HONOURS_SESSION_PERSISTENCE: ReadonlySet<string> = new Set([
  LAB,
  'gateway.envoyproxy.io/gatewayclass-controller',
  'kgateway.dev/kgateway',
]);

/**
 * What keeps a client by a rule of an HTTPRoute, in the shape of Gateway API 1.6.1 and the one after it. Those who do it let
 * the session name its pod (GEP-1619), so it is pinned.
 *
 * @param controller who has taken the route on, as its status says
 */
export function ruleAffinity({ sessionPersistence }: Rule, controller: string | undefined): RouteAffinity {
  // Policies of their own can make a route of the other controllers sticky; they are not read.
  if (sessionPersistence === undefined) return { kind: controller === LAB ? 'none' : 'unknown' };
  if (controller === undefined || !HONOURS_SESSION_PERSISTENCE.has(controller)) return { kind: 'unknown' };
  const { type, sessionName, cookie, cookieConfig, header, absoluteTimeout } = sessionPersistence;
  const name = header?.name ?? cookie?.name ?? sessionName;
  // Then each controller makes one up.
  if (!name) return { kind: 'unknown' };
  // Header names are case-insensitive (RFC 9110 5.1).
  if (type === 'Header') return { kind: 'header', name: name.toLowerCase() };
  const isPermanent = (cookie ?? cookieConfig)?.lifetimeType === 'Permanent';
  const lifetime =
    isPermanent && absoluteTimeout !== undefined ? { maxAgeSeconds: Math.ceil(seconds(absoluteTimeout)) } : {};
  return { kind: 'cookie', name, strength: 'pinned', ...lifetime };
}

/** Of a duration by GEP-2257: `1h30m`, `500ms`. */
function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)(h|ms|m|s)/g)];
  return parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (SECONDS[unit] ?? 0), 0);
}

const SECONDS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1, ms: 0.001 };
