import type { CookieValue } from './hygiene.ts';
import { addressWriting, isName } from './readable.ts';
import type { Sighting } from './sightings.ts';

/** What kind of values a cookie has, from all that were seen. */
export function valueKind(sightings: readonly Sighting[]): CookieValue {
  const names = namesOf(sightings);
  const values = [...new Set(sightings.map(({ cookie }) => cookie.value).filter((value) => value !== ''))];
  const written = addressWriting(values);
  if (written !== undefined && values.length > 0) return { names, reads: 'address', written };
  const part = names === 'backend' ? whole : names === 'backend-and-session' ? backendPart(sightings) : undefined;
  const named = part && sightings.every(({ cookie, backend }) => isName(part(cookie.value), backend));
  return named ? { names, reads: 'name', written: 'in plain text' } : { names, reads: 'opaque' };
}

function namesOf(sightings: readonly Sighting[]): CookieValue['names'] {
  const placed = sightings.filter(({ backend, cookie }) => backend !== undefined && cookie.value !== '');
  const sessions = new Set(placed.map(({ session }) => session)).size;
  const backends = new Set(placed.map(({ backend }) => backend)).size;
  // With more sessions than backends some have met the same one.
  if (backends < 2 || sessions <= backends) return 'unknown';
  if (distinct(placed, whole) === 1) return 'constant';
  if (pairsUp(placed, whole)) return 'backend';
  const shared = bySession(placed).some((one, _, all) => all.some((other) => other !== one && meet(one, other)));
  if (shared) return 'unknown';
  return backendPart(placed) === undefined ? 'session' : 'backend-and-session';
}

type Part = (value: string) => string;

const whole: Part = (value) => value;
/** What stands before or behind a mark: HAProxy's `cookie … prefix` writes `pod0~value`, mod_jk `value.pod0`. */
const ends: readonly Part[] = [
  (value) => value.split(/[~.|:!]/, 1)[0] ?? '',
  (value) => value.split(/[~.|:!]/).at(-1) ?? '',
];

function backendPart(sightings: readonly Sighting[]): Part | undefined {
  return ends.find((part) => pairsUp(sightings, part));
}

/** Each backend has one text of its own, which several of its clients share. */
function pairsUp(sightings: readonly Sighting[], part: Part): boolean {
  const backends = new Set(sightings.map(({ backend }) => backend)).size;
  const texts = distinct(sightings, part);
  const pairs = new Set(sightings.map(({ cookie, backend }) => JSON.stringify([part(cookie.value), backend]))).size;
  return backends > 1 && texts === backends && pairs === backends;
}

function distinct(sightings: readonly Sighting[], part: Part): number {
  return new Set(sightings.map(({ cookie }) => part(cookie.value))).size;
}

function bySession(sightings: readonly Sighting[]): readonly ReadonlySet<string>[] {
  const values = new Map<number, Set<string>>();
  for (const { session, cookie } of sightings) {
    values.set(session, (values.get(session) ?? new Set()).add(cookie.value));
  }
  return [...values.values()];
}

function meet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((value) => other.has(value));
}
