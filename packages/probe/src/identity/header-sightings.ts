import type { Answer } from './answer.ts';
import { readHeader } from './header.ts';
import { knownName, namesSomethingElse, wordsOf } from './known-names.ts';
import { metricsOf } from './server-timing.ts';
import { isPodName } from './shape.ts';
import { type Sighting, unknownRank } from './sighting.ts';

/** The software, not the instance. */
const software = new Set(['server', 'via', 'x-powered-by', 'x-generator', 'x-runtime', 'x-app-name']);
/** A cache of a content delivery network signs so (Fastly). */
const cacheNode = /^cache-/i;
/** After every name that stands in a body: a field may be a proxy's. */
const afterBodies = 100;

export function headerSightings(answer: Answer): readonly Sighting[] {
  const fields = Object.keys(answer.fields).flatMap((name) => fieldSighting(name, answer) ?? []);
  return [...fields, ...timingSightings(answer.fields['server-timing'] ?? '')];
}

function fieldSighting(name: string, answer: Answer): Sighting | undefined {
  const value = readHeader(name)(answer);
  if (value === undefined || software.has(name) || name === 'server-timing' || cacheNode.test(value)) return undefined;
  const words = wordsOf(name.replace(/^x-/, ''));
  return graded(words, { by: `header:${name}`, value });
}

function timingSightings(field: string): readonly Sighting[] {
  return [...metricsOf(field)].flatMap(
    ([metric, value]) =>
      graded(wordsOf(metric), {
        by: `header:server-timing/${metric}`,
        value,
      }) ?? [],
  );
}

function graded(words: string, where: Pick<Sighting, 'by' | 'value'>): Sighting | undefined {
  const found = knownName(words);
  if (found) {
    return { ...where, grade: found.known.grade, rank: afterBodies + found.rank, alone: 'never' };
  }
  if (namesSomethingElse(words) || !isPodName(where.value)) return undefined;
  return { ...where, grade: 'unknown', rank: afterBodies + unknownRank, alone: 'never' };
}
