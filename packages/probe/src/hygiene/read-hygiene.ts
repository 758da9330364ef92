import type { Observation } from '../planned.ts';
import type { Asker } from '../scope/retrieval.ts';
import { returned } from '../scope/returned.ts';
import type { SetCookie } from '../scope/set-cookie.ts';
import type { Verdict } from '../verdict.ts';
import { cookieFindings } from './cookie-findings.ts';
import type { CookieHygiene, CookieReturn, Hygiene } from './hygiene.ts';
import { lifetimeOf } from './lifetime.ts';
import { setBy } from './set-by.ts';
import { type Sighting, sightingsIn } from './sightings.ts';
import { treatmentFindings } from './treatment-findings.ts';
import { valueKind } from './value.ts';

/** What the reading of a route's hygiene takes besides what was seen. */
export interface HygieneContext {
  readonly url: URL;
  readonly verdict: Pick<Verdict, 'kind' | 'cookie' | 'headline'>;
  /** `log10` of the odds that something inferred must have. */
  readonly log10Odds: number;
  /** When the probe started, in milliseconds since 1970. */
  readonly start: number;
}

/** All that is to be known about the cookies from what was seen. */
export function hygieneOf(seen: readonly Observation[], context: HygieneContext): Hygiene {
  const { url, verdict, log10Odds } = context;
  const cookies = [...sightingsIn(seen)].flatMap(([name, sightings]) => {
    const [first] = sightings;
    return first === undefined ? [] : [{ first, hygiene: cookieHygiene(name, first, sightings, seen, context) }];
  });
  const findings = [
    ...cookies.flatMap(({ first, hygiene }) => cookieFindings(first.cookie, hygiene, url)),
    ...treatmentFindings(seen, verdict.cookie, log10Odds),
  ];
  return {
    cookies: cookies.map(({ hygiene }) => hygiene),
    findings: findings.toSorted((one, other) => weight[one.severity] - weight[other.severity]),
  };
}

const weight = { warning: 0, note: 1 };

function cookieHygiene(
  name: string,
  first: Sighting,
  sightings: readonly Sighting[],
  seen: readonly Observation[],
  { url, verdict, start }: HygieneContext,
): CookieHygiene {
  const holds = verdict.kind === 'sticky-by-cookie' && verdict.headline.includes(`"${name}"`);
  const value = valueKind(sightings);
  return {
    name,
    holds,
    lifetime: lifetimeOf(first, seen, start),
    returned: returnOf(first.cookie, url, start),
    setBy: setBy({ name, holds, value, ...(verdict.cookie === undefined ? {} : { holding: verdict.cookie }) }, seen),
    value,
  };
}

function returnOf(cookie: SetCookie, url: URL, now: number): CookieReturn {
  const to = (asker: Asker) => returned(cookie, url, url, now, asker);
  const visit = to('visit');
  return {
    visit: visit.returned,
    link: to('link').returned,
    frame: to('frame').returned,
    ...(visit.returned ? {} : { rule: visit.rule, why: visit.why }),
  };
}
