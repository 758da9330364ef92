import { type Stays, testedOf } from '../experiments/stays.ts';

/** A larger leak than the one that is told would have shown itself in 19 of 20 probes. */
const missed = 0.05;

/** The share of requests that a route may lose and look as it does: so few moves in so many requests once in 20 times. */
export function leakOf(stays: Stays): number {
  const requests = testedOf(stays).reduce((sum, holder) => sum + holder.stays, 0);
  return largestShare(stays.moves, requests + stays.moves);
}

/** The largest share of which at most `times` of `requests` would be seen once in 20 times (Clopper and Pearson 1934). */
export function largestShare(times: number, requests: number): number {
  if (times === 0) return 1 - missed ** (1 / Math.max(1, requests));
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 40; halving++) {
    const share = (low + high) / 2;
    if (atMost(times, requests, share) > missed) low = share;
    else high = share;
  }
  return high;
}

/** The probability that what happens with probability `share` happens at most `times` in so many requests. */
function atMost(times: number, requests: number, share: number): number {
  let probability = (1 - share) ** requests;
  let sum = probability;
  for (let time = 1; time <= times; time++) {
    probability *= ((requests - time + 1) / time) * (share / (1 - share));
    sum += probability;
  }
  return sum;
}
