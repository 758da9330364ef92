import type { Stored } from '../../store/resource-types.ts';
import type { AttachedRoute } from './route-table.ts';
import type { Rule } from './rule.ts';

/** Something about a route that no condition has a place for. */
export interface Complaint {
  readonly route: Stored<'httproutes'>;
  readonly reason: string;
  readonly message: string;
}

/**
 * Rules of one listener whose sessions put each other out: a client keeps one cookie of a name, host and path, and a rule
 * makes nothing of another one's. GEP-1619 leaves it to implementations what they do about that; here it works as it must,
 * and the later route learns why.
 */
export function sessionClashes(attached: readonly AttachedRoute[]): Complaint[] {
  const first = new Map<string, Rule>();
  return attached.flatMap(({ route, hostnames, rules }) =>
    rules.flatMap((rule) => {
      const { carrier } = rule;
      if (carrier?.type !== 'cookie') return [];
      const paths = new Set(rule.matches.map(({ path }) => carrier.path(path)));
      const places = hostnames.flatMap((host) => [...paths].map((path) => JSON.stringify([carrier.name, host, path])));
      const others = places.map((place) => first.get(place)).filter((other) => other !== undefined);
      for (const place of places) if (!first.has(place)) first.set(place, rule);
      const [other] = others;
      if (other === undefined) return [];
      const message = `the cookie "${carrier.name}" is also that of another rule of ${other.route}, for the same host and path: each session ends the other's, so give them names of their own`;
      return [{ route, reason: 'SessionNameClash', message }];
    }),
  );
}
