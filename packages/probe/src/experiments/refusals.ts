import { draw, payout } from '../betting.ts';
import type { Observation, PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import { failureText } from '../sample.ts';
import { freshRequest } from './fresh.ts';

/** Whether the route refuses what a test sends, and the odds against its refusing whoever asks. */
export interface Refusals {
  readonly log10Odds: number;
  readonly refused: number;
  /** Requests of the test that got an answer. */
  readonly answered: number;
  /** How it was refused: `status 431`; empty when nothing was. */
  readonly how: string;
}

/**
 * A lot decides whether the request in question is sent or a plain one. Against a route that fails by chance, however
 * often, a bet that the one in question fails is fair.
 */
export function planRefusal(
  test: string,
  request: PlannedRequest,
  seen: readonly Observation[],
  random: Random,
): PlannedRequest {
  const drawn = draw(
    testOf(test),
    [
      { chance: 0.5, trust: 0 },
      { chance: 0.5, session: request.session, home: 'refused', trust: 0.999 },
    ],
    random,
  );
  return { ...(drawn.drawn === 0 ? freshRequest(seen) : request), draw: drawn };
}

/** `asked` picks the requests that the test is about. */
export function readRefusals(
  test: string,
  seen: readonly Observation[],
  asked: (observation: Observation) => boolean,
): Refusals {
  const outcomes = new Map<string, number>();
  const about = seen.filter(asked);
  const failed = about.filter(({ sample }) => sample.failure !== undefined);
  let log10Odds = 0;
  for (const { request, sample } of seen) {
    const outcome = sample.failure === undefined ? 'answered' : 'refused';
    if (request.draw?.test === testOf(test)) log10Odds += Math.log10(payout(request.draw, outcome, outcomes));
    if (request.experiment === 'fresh') outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return {
    log10Odds,
    refused: failed.length,
    answered: about.length - failed.length,
    how: [...new Set(failed.map(({ sample }) => failureText(sample)))].join(', '),
  };
}

function testOf(test: string): string {
  return `${test}: refused`;
}
