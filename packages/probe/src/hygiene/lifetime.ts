import type { Observation } from '../planned.ts';
import { longestLife } from '../scope/storage.ts';
import type { CookieLifetime } from './hygiene.ts';
import { provoking, type Sighting } from './sightings.ts';

/** How long a cookie lasts as it was first set, and whether answers renew it. `start` is when the probe began, as are times of samples. */
export function lifetimeOf(
  { cookie: { name, maxAgeSeconds, expires } }: Sighting,
  seen: readonly Observation[],
  start: number,
): CookieLifetime {
  if (maxAgeSeconds === undefined && expires === undefined) return { ends: 'browser' };
  const asked = maxAgeSeconds ?? Math.round((Date.parse(expires ?? '') - start) / 1000);
  const seconds = Math.min(longestLife, asked);
  if (seconds <= 0) return { ends: 'at-once' };
  const sentBack = seen.filter(
    ({ request, sent, sample }) =>
      !provoking.has(request.experiment) && sent.includes(name) && sample.failure === undefined,
  );
  if (sentBack.length === 0) return { ends: 'unknown', seconds };
  const renewed = sentBack.some(({ sample }) => sample.cookiesSet.some((cookie) => cookie.name === name));
  return { ends: renewed ? 'sliding' : 'fixed', seconds };
}
