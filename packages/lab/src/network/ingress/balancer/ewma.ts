import { randomInt } from 'node:crypto';
import type { ServiceEndpoint } from '../../endpoints.ts';
import { endpointId } from '../affinity-key.ts';
import type { Attempt, Balancer, Chosen } from './balancer.ts';

/** Seconds in which an old response time loses all but 1/e of its weight. */
const DECAY_SECONDS = 10;

interface Score {
  /** Seconds. */
  readonly average: number;
  /** Seconds since the epoch. */
  readonly at: number;
}

/**
 * `load-balance: ewma`: of two endpoints drawn by lot, the one whose response times were lower of late, by an average in
 * which old ones weigh ever less (balancer/ewma.lua, after Finagle's PeakEwma, less its peak).
 */
export class Ewma implements Balancer {
  readonly #endpoints: readonly ServiceEndpoint[];
  readonly #clock: () => number;
  readonly #scores = new Map<string, Score>();

  /** @param before the balancer of the same upstream with its endpoints as they were */
  constructor(endpoints: readonly ServiceEndpoint[], before?: Balancer, clock = () => Date.now() / 1000) {
    this.#endpoints = endpoints;
    this.#clock = clock;
    if (before instanceof Ewma) this.#takeOver(before);
  }

  choose({ failed }: Attempt): Chosen | undefined {
    const untried = this.#endpoints.filter((endpoint) => !failed.has(endpointId(endpoint)));
    const [first, second] = drawTwo(untried.length === 0 ? this.#endpoints : untried);
    if (first === undefined) return undefined;
    const isSecondLower = second !== undefined && this.#scoreOf(second) < this.#scoreOf(first);
    const endpoint = isSecondLower ? second : first;
    return {
      endpoint,
      reason: this.#endpoints.length === 1 ? 'only one' : 'least loaded',
      observe: (milliseconds) => this.#learn(endpoint, milliseconds / 1000),
    };
  }

  #scoreOf(endpoint: ServiceEndpoint): number {
    return decay(this.#scores.get(endpointId(endpoint)), 0, this.#clock());
  }

  #learn(endpoint: ServiceEndpoint, seconds: number): void {
    const at = this.#clock();
    const id = endpointId(endpoint);
    this.#scores.set(id, { average: decay(this.#scores.get(id), seconds, at), at });
  }

  /** Endpoints that stay keep their scores; a new one begins with the average of all, lest it be flooded. */
  #takeOver(before: Ewma): void {
    const known = new Set(before.#endpoints.map(endpointId));
    for (const id of this.#endpoints.map(endpointId)) {
      const score = before.#scores.get(id);
      if (score !== undefined) this.#scores.set(id, score);
    }
    if (this.#scores.size === 0) return;
    const all = [...this.#scores.values()];
    const average = all.reduce((sum, score) => sum + score.average, 0) / all.length;
    for (const id of this.#endpoints.map(endpointId)) {
      if (!known.has(id)) this.#scores.set(id, { average, at: this.#clock() });
    }
  }
}

/** The average with one more value, by how long ago the last one came. */
function decay(score: Score | undefined, seconds: number, now: number): number {
  // The first one comes an age after nothing, so that it counts in full.
  const { average, at } = score ?? { average: 0, at: 0 };
  const weight = Math.exp(-Math.max(0, now - at) / DECAY_SECONDS);
  return average * weight + seconds * (1 - weight);
}

/** Two different ones at random, or all there are. */
function drawTwo<T>(from: readonly T[]): readonly T[] {
  if (from.length < 2) return from;
  const one = randomInt(from.length);
  const other = (one + 1 + randomInt(from.length - 1)) % from.length;
  return [one, other].flatMap((index) => from[index] ?? []);
}
