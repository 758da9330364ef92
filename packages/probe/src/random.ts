import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** The next number in [0, 1). */
export type Random = () => number;

/** The same numbers for the same seed, so that a probe can be repeated. */
export function seeded(seed: number): Random {
  // Its seeding mixes well: with others the first numbers of small seeds are much alike.
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}
