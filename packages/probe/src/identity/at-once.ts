import type { ParsedTarget } from '../target.ts';
import type { ReadIdentity } from './answer.ts';
import { carriedTo } from './carried.ts';
import { parseIdentity } from './parse-identity.ts';
import { looksGenerated, looksNumbered } from './shape.ts';
import type { Sighting } from './sighting.ts';
import { sightingsOf } from './sightings.ts';

/**
 * Reads who gave an answer, from the first answer on. `auto` takes the most telling name that an answer says, and keeps
 * to it. That proves nothing, as there are no other answers to compare with: enough to show who answered, and too little for
 * a verdict.
 *
 * @param text an identity text (`parseIdentity`), or `auto`
 * @throws ProbeError `invalid-option`
 */
export function readAtOnce(text: string, target: ParsedTarget): ReadIdentity {
  if (text !== 'auto') return parseIdentity(text).read;
  const carried = carriedTo(target);
  let taken: ReadIdentity | undefined;
  return (answer) => {
    taken ??= mostTelling(
      [...sightingsOf(answer).all.values()].filter(
        ({ value }) => !carried.repeats(value) && !carried.isThisMachine(value),
      ),
    );
    return taken?.(answer);
  };
}

function mostTelling(sightings: readonly Sighting[]): ReadIdentity | undefined {
  const [first] = sightings.filter(mayName).toSorted((one, other) => one.rank - other.rank);
  return first && parseIdentity(first.by).read;
}

function mayName({ grade, alone, value }: Sighting): boolean {
  if (grade === 'unknown') return false;
  if (grade === 'own' && alone !== 'strict') return true;
  return looksNumbered(value) || looksGenerated(value);
}
