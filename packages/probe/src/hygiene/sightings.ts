import type { ExperimentName, Observation } from '../planned.ts';
import { parseSetCookie, type SetCookie } from '../scope/set-cookie.ts';

/** A cookie as one answer set it. Holds its value: for the probe's own eyes. */
export interface Sighting {
  readonly cookie: SetCookie;
  readonly session: number;
  readonly backend?: string;
}

/** Experiments whose requests no ordinary client sends, so what they are given back says little of what clients get. */
export const provoking: ReadonlySet<ExperimentName> = new Set(['forged', 'stale', 'duplicate', 'oversized']);

/** Every cookie that ordinary requests were set, by name, in the order in which the names were first seen. */
export function sightingsIn(seen: readonly Observation[]): ReadonlyMap<string, readonly Sighting[]> {
  const sightings = new Map<string, Sighting[]>();
  for (const { request, sample, setCookie } of seen) {
    if (provoking.has(request.experiment)) continue;
    for (const field of setCookie) {
      const cookie = parseSetCookie(field);
      if (cookie === undefined) continue;
      const { session, backend } = sample;
      const all = sightings.get(cookie.name) ?? [];
      sightings.set(cookie.name, all);
      all.push({ cookie, session, ...(backend === undefined ? {} : { backend }) });
    }
  }
  return sightings;
}
