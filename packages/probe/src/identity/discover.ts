import type { Carried } from './carried.ts';
import { type Column, columnsOf, samePartition } from './column.ts';
import { isOfOnePod, isPodName, looksNumbered } from './shape.ts';
import type { Sightings } from './sightings.ts';

/** What tells backends apart in the answers so far. */
export interface Discovery {
  /** What may be taken. */
  readonly found?: Found;
  /** More answers will not change it. */
  readonly sure: boolean;
  /** Has the name for it, and said too few values to tell whether one comes back. */
  readonly guess?: Found;
  /** Something that could name a backend is there, and differs. */
  readonly differs: boolean;
  /** Something that could name a backend is there. */
  readonly hopeful: boolean;
}

export interface Found {
  /** Identity text. */
  readonly by: string;
  readonly why: string;
}

/** After so many answers a value that is new in each of them is the answer's, not the backend's. */
const newEachTime = 8;

/**
 * Finds what names the backend in answers to equal requests, each of a new client: without cookies, on a connection of its
 * own. So no value can be tied to a session or a connection and come back.
 *
 * What is new with every answer (ids of requests, times, counters) never comes back, and is never taken. What has a known
 * name for an instance must say a value again after another one, or say pods' names; where all answers say the same, it
 * must be a name that only one instance has.
 * What may name a proxy, or has a name that says nothing, must come back after another, and nothing else that does so may
 * disagree. What has two states (hit and miss, variant a and b) does not look like an instance.
 */
export function discover(answers: readonly Sightings[], carried: Carried): Discovery {
  const columns = columnsOf(answers).filter(({ values }) => !values.some(carried.repeats));
  const own = columns.filter(({ sighting }) => sighting.grade === 'own');
  const seen = { differs: columns.some(differs), hopeful: columns.length > 0 };

  const cached = answers.some(({ fromCache }) => fromCache);
  const same = cached ? undefined : columns.find((column) => standsAlone(column, carried));
  const told = own.find((column) => differs(column) && (isPods(column) || wasSaidAgain(column)));
  // A pod can have several processes with a uuid each: they are one backend.
  const within = same && told && isOnePod(same) && same.sighting.rank < told.sighting.rank;
  if (told && !within) return { ...seen, sure: true, found: foundAt(told) };

  const unsettled = own.find(differs);
  const returned = agreed(columns.filter(({ sighting }) => sighting.grade !== 'own'));
  if (same && (isOnePod(same) || !(returned || unsettled))) return { ...seen, sure: false, found: foundAt(same) };
  if (unsettled) return { ...seen, sure: false, ...(answers.length < newEachTime && { guess: foundAt(unsettled) }) };
  if (returned && !same) return { ...seen, sure: true, found: foundAt(returned) };
  return { ...seen, sure: false };
}

function differs({ counts }: Column): boolean {
  return counts.size > 1;
}

function isNewEachTime({ counts, values }: Column): boolean {
  return counts.size === values.length;
}

/** Names that Kubernetes makes for one pod are nothing else. */
function isPods({ values }: Column): boolean {
  return values.every(isPodName);
}

function isOnePod({ values: [value = ''] }: Column): boolean {
  return isOfOnePod(value);
}

function standsAlone(column: Column, carried: Carried): boolean {
  const [value = ''] = column.values;
  if (differs(column) || carried.isThisMachine(value)) return false;
  switch (column.sighting.alone) {
    case 'any':
      return true;
    case 'loose':
      return looksNumbered(value) || isOfOnePod(value);
    case 'strict':
      return isOfOnePod(value);
    case 'never':
      return false;
  }
}

/** The most telling of those that came back, if all that differ tell the answers apart in the same way. */
function agreed(others: readonly Column[]): Column | undefined {
  const differing = others.filter(
    (column) => differs(column) && !(isNewEachTime(column) && column.values.length >= newEachTime),
  );
  const first = differing.find(cameBack);
  return first && differing.every(({ values }) => samePartition(values, first.values)) ? first : undefined;
}

/** And nothing else in the bodies came back along with it, where its name says nothing. */
function cameBack(column: Column): boolean {
  return wasSaidAgain(column) && (column.sighting.grade === 'shared' || isPods(column) || !column.withContent());
}

/** A value came back after another: a clock and a counter never do that. */
function wasSaidAgain({ values }: Column): boolean {
  return values.some((value, index) => values[index - 1] !== value && values.indexOf(value) < index - 1);
}

function foundAt(column: Column): Found {
  const { sighting, values, counts } = column;
  const { by } = sighting;
  if (counts.size === 1) return { by, why: 'the same in all answers, and a name that only one instance has' };
  const said = `in ${values.length} answers`;
  return {
    by,
    why: isPods(column) ? `${counts.size} pods' names ${said}` : `${counts.size} names ${said}, which came back`,
  };
}
