import { looksGenerated } from './shape.ts';
import type { Sighting } from './sighting.ts';
import type { Sightings } from './sightings.ts';

/** What one place says in every answer. */
export interface Column {
  readonly sighting: Sighting;
  /** One an answer, in their order. */
  readonly values: readonly string[];
  /** How often each value was said. */
  readonly counts: ReadonlyMap<string, number>;
  /** Something in the bodies goes along with it that is no name: what differs is what is said, not who says it. */
  readonly withContent: () => boolean;
}

/**
 * The places that say something in every answer, the most telling first. Where some answers say nothing, there may be
 * backends that never do, and a verdict would overlook them.
 */
export function columnsOf(answers: readonly Sightings[]): readonly Column[] {
  const [first, ...rest] = answers;
  const sightings = [...(first?.all.values() ?? [])].toSorted((one, other) => one.rank - other.rank);
  return sightings.flatMap((sighting) => {
    const values = [sighting.value, ...rest.flatMap(({ all }) => all.get(sighting.by)?.value ?? [])];
    if (values.length < answers.length) return [];
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [{ sighting, values, counts, withContent: () => goesWithContent(values, answers) }];
  });
}

/** Both tell the answers apart in the same way. */
export function samePartition(one: readonly string[], other: readonly string[]): boolean {
  return one.every((value, at) => one.indexOf(value) === other.indexOf(other[at] ?? ''));
}

function goesWithContent(values: readonly string[], answers: readonly Sightings[]): boolean {
  const places = [...(answers[0]?.content.keys() ?? [])];
  return places.some((place) => {
    const said = answers.flatMap(({ content }) => content.get(place) ?? []);
    return said.length === values.length && !said.every(looksGenerated) && samePartition(said, values);
  });
}
