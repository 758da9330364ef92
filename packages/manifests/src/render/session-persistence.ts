import type { CookieAffinity, HeaderAffinity } from '../affinity.ts';
import { gatewayDuration } from '../gateway-duration.ts';
import type { Routing } from '../routing.ts';

/** `sessionPersistence` of a route's rule as Gateway API 1.3 to 1.6 has it. */
export function sessionPersistence(affinity: CookieAffinity | HeaderAffinity): object {
  if (affinity.kind === 'header') return { type: 'Header', sessionName: affinity.name };
  return { type: 'Cookie', sessionName: affinity.name, ...timeout(affinity), cookieConfig: lifetime(affinity) };
}

/** `sessionPersistence` of a route's rule as the release after 1.6 will have it. */
export function comingSessionPersistence(affinity: CookieAffinity | HeaderAffinity): object {
  const { name } = affinity;
  if (affinity.kind === 'header') return { type: 'Header', header: { name } };
  const path = affinity.path !== undefined && { path: affinity.path };
  return { type: 'Cookie', ...timeout(affinity), cookie: { name, ...path, ...lifetime(affinity) } };
}

/** A cookie that lasts is Permanent, and says how long by absoluteTimeout: the CRD refuses the one without the other. */
function timeout({ maxAgeSeconds }: CookieAffinity) {
  return maxAgeSeconds === undefined ? {} : { absoluteTimeout: gatewayDuration(maxAgeSeconds) };
}

function lifetime({ maxAgeSeconds }: CookieAffinity) {
  return { lifetimeType: maxAgeSeconds === undefined ? 'Session' : 'Permanent' };
}

/** What the field needs, whoever honours it. */
export const EXPERIMENTAL_CHANNEL =
  'The CRDs of the Gateway API from its experimental channel: those of the standard channel drop sessionPersistence without a word.';

/** How a header has to be used, which is not how a hash takes it. */
export const ECHOED_HEADER =
  "Clients that send back the value that the gateway's answer has in this header: a value of their own keeps them nowhere.";

/** The need of hosts whose rules lead to several Services: their cookies have one name and overwrite each other. */
export function needsOfOneName({ rules }: Routing): string[] {
  const shared = [...Map.groupBy(rules, ({ host }) => host).values()].some(
    (there) => new Set(there.map(({ service }) => service)).size > 1,
  );
  return shared
    ? [
        'A routing of its own, with another cookie name, for each Service of a host: where their paths overlap, cookies of one name overwrite each other.',
      ]
    : [];
}

/** The need of a cookie that always has Secure, where a host has no TLS here. */
export function needsOfSecure({ rules, tls }: Routing): string[] {
  const secured = (host: string | undefined) => tls.some((entry) => entry.host === undefined || entry.host === host);
  return rules.every(({ host }) => secured(host))
    ? []
    : [
        'HTTPS, ended before the Gateway where it is not here: the cookie always has Secure, and browsers drop it over plain HTTP.',
      ];
}
