import type { RouterId } from '../../router.ts';
import type { LintRule } from '../rule.ts';
import { saidAt } from '../view/said-at.ts';

/**
 * Seconds. Even applications that guard money end a session only after 2 to 5 minutes without a request (OWASP, below); a
 * cookie that is counted from its issue has to last longer than that for a client who does nothing but ask.
 */
const SHORTEST_SESSION = 300;

/** They set the cookie once, for who comes without a good one. A load balancer of AWS sets it anew with every answer. */
const SET_ONCE: ReadonlySet<RouterId> = new Set<RouterId>([
  'emissary',
  'envoy-gateway',
  'ingress-nginx',
  'istio',
  'kgateway',
  'traefik',
  'traefik-ingressroute',
]);

export const shortMaxAge: LintRule = {
  id: 'short-max-age',
  severity: 'warning',
  title: 'A cookie that ends in the middle of a session',
  why: 'The age of the cookie counts from its issue and is not renewed by further requests: a browser drops it in the middle of a visit, and the next request meets any pod.',
  documentation:
    'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-expiration',
  *check(scene) {
    for (const reading of scene.readings) {
      const { affinity, router } = reading;
      if (affinity.kind !== 'cookie' || affinity.maxAgeSeconds === undefined || !SET_ONCE.has(router)) continue;
      const seconds = affinity.maxAgeSeconds;
      if (seconds >= SHORTEST_SESSION) continue;
      const said = saidAt(
        scene,
        reading,
        `${seconds}`,
        `${seconds}s`,
        `${seconds / 60}m`,
        `${Math.floor(seconds / 60)}m${seconds % 60}s`,
      );
      if (said === undefined) continue;
      yield {
        ...said,
        message: `A browser keeps the cookie for ${seconds} s, however busy it is: give the time that a whole visit may last, or take this out for as long as the browser is open.`,
      };
    }
  },
};
