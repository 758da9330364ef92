import type { Sample } from '../sample.ts';

/**
 * At most `most` of the samples, in their order, for a picture that stays readable and a file that stays small. What
 * tells most comes first: failures, moves, cookies set. They get half the room at least, and the rest is taken evenly.
 */
export function thin(samples: readonly Sample[], most: number): readonly Sample[] {
  if (samples.length <= most) return samples;
  const telling = tellingOf(samples);
  const others = samples.filter((sample) => !telling.has(sample));
  const half = Math.ceil(most / 2);
  const room = Math.max(half, most - others.length);
  const kept = new Set(evenly([...telling], room));
  for (const sample of evenly(others, most - kept.size)) kept.add(sample);
  return samples.filter((sample) => kept.has(sample));
}

function tellingOf(samples: readonly Sample[]): ReadonlySet<Sample> {
  const homes = new Map<number, string>();
  const telling = new Set<Sample>();
  for (const sample of samples) {
    const { session, backend, failure, cookiesSet } = sample;
    const home = homes.get(session);
    const moved = backend !== undefined && home !== undefined && home !== backend;
    if (failure !== undefined || moved || cookiesSet.length > 0) telling.add(sample);
    if (backend !== undefined) homes.set(session, backend);
  }
  return telling;
}

/** `most` items of a list at equal distances, its first and its last among them. */
function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  if (most < 2) return list.slice(0, most);
  const step = (list.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => list[Math.round(index * step)]).filter(
    (item) => item !== undefined,
  );
}
