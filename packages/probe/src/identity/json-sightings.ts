import type { Answer } from './answer.ts';
import { parseJson, pointerTo } from './json-pointer.ts';
import { knownName, namesSomethingElse, wordsOf } from './known-names.ts';
import { toName } from './name.ts';
import { searched } from './pattern.ts';
import { looksGenerated } from './shape.ts';
import { type Sighting, unknownRank } from './sighting.ts';

/** Deeper, larger or longer than this is content, not a word about the server. */
const deepest = 6;
const mostLeaves = 256;
const fewLeaves = 64;

/** Parts of a body that repeat what the request said, or what routers added to it. */
const echoing = new Set(
  'request req headers header cookies cookie query args params form body client forwarded connection http'.split(' '),
);
/** Names that say little without the name of what they are in: `{"pod":{"name":…}}`. */
const bare = new Set(['name', 'id', 'uid', 'uuid']);

interface Leaf {
  readonly path: readonly string[];
  /** The JSON pointer to it. */
  readonly by: string;
  readonly value: string;
}

/** The texts and numbers in a JSON body; undefined when it is none. */
export function leavesOf({ body }: Answer): readonly Leaf[] | undefined {
  if (body.byteLength > searched) return undefined;
  try {
    return flatten(parseJson(body), []).slice(0, mostLeaves);
  } catch {
    // No JSON: other readers look at it.
    return undefined;
  }
}

export function jsonSightings(leaves: readonly Leaf[]): readonly Sighting[] {
  return leaves.flatMap((leaf) => sighting(leaf, leaves.length) ?? []);
}

function sighting({ path, by, value }: Leaf, leaves: number): Sighting | undefined {
  if (path.slice(0, -1).some((part) => echoing.has(part.toLowerCase()))) return undefined;
  // What stands in a list is one of many.
  if (path.some((part) => /^\d+$/.test(part))) return undefined;
  const words = nameOf(path);
  const found = knownName(words);
  const where = { by, value };
  if (found) {
    const { grade, alone } = found.known;
    return { ...where, grade, rank: found.rank, alone: aloneIn(leaves, alone) };
  }
  if (namesSomethingElse(words) || !looksGenerated(value)) return undefined;
  return { ...where, grade: 'unknown', rank: unknownRank, alone: 'never' };
}

/** A resource can have a uuid of its own; an answer that says nothing else speaks of who gave it. */
function aloneIn(leaves: number, alone: Sighting['alone']): Sighting['alone'] {
  if (alone === 'any' && leaves > 1) return 'never';
  return leaves > fewLeaves ? 'never' : alone;
}

function nameOf(path: readonly string[]): string {
  const name = path.at(-1) ?? '';
  const parent = path.at(-2) ?? '';
  return wordsOf(bare.has(name.toLowerCase()) && parent !== '' ? `${parent} ${name}` : name);
}

function flatten(value: unknown, path: readonly string[]): readonly Leaf[] {
  if (typeof value === 'string' || typeof value === 'number') {
    const name = toName(String(value));
    return name === undefined ? [] : [{ path, by: pointerTo(path), value: name }];
  }
  if (typeof value !== 'object' || value === null || path.length >= deepest) return [];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...path, key]));
}
