import type { Answer } from './answer.ts';
import { headerSightings } from './header-sightings.ts';
import { jsonSightings, leavesOf } from './json-sightings.ts';
import { parseIdentity } from './parse-identity.ts';
import type { Sighting } from './sighting.ts';
import { linesOf, textSightings } from './text-sightings.ts';

/** All that an answer says that may name who gave it. Small, however large the answer was. */
export interface Sightings {
  /** By identity text, the most telling first. */
  readonly all: ReadonlyMap<string, Sighting>;
  /** What stands in the body, by its place: values of JSON, or lines of text. */
  readonly content: ReadonlyMap<string, string>;
  /** Names of header fields. */
  readonly fields: readonly string[];
  /** It was made for somebody else before, and kept: it has an Age (RFC 9111, 5.1). */
  readonly fromCache: boolean;
}

/** The most telling ones are enough, and a hostile answer may hold thousands. */
const mostSightings = 32;

export function sightingsOf(answer: Answer): Sightings {
  const leaves = leavesOf(answer);
  const inBody = leaves ? jsonSightings(leaves) : textSightings(answer);
  const all = [...inBody, ...headerSightings(answer)]
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, mostSightings)
    .filter((sighting) => reads(sighting, answer));
  return {
    all: new Map(all.map((sighting) => [sighting.by, sighting])),
    content: new Map(leaves?.map(({ by, value }) => [by, value]) ?? linesOf(answer).map((line, at) => [`${at}`, line])),
    fields: Object.keys(answer.fields),
    fromCache: answer.fields.age !== undefined,
  };
}

/** What a report tells of an identity must read the same when it is written down by hand. */
function reads({ by, value }: Sighting, answer: Answer): boolean {
  try {
    return parseIdentity(by).read(answer) === value;
  } catch {
    // A name in the answer that no identity text can hold: it cannot be told, so it is not taken.
    return false;
  }
}
