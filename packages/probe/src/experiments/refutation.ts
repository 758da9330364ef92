import { type AgainstHolding, againstHolding, answeredBy } from '../against-holding.ts';
import type { Draw } from '../betting.ts';

/** The bets against holding in the course of a probe, while backends may go. */
export interface Refutation {
  /** Absent before the first bet. */
  readonly against?: AgainstHolding;
  /** All backends but those that have gone; the one that answered longest ago is first. */
  readonly living: ReadonlyMap<string, Living>;
  /** Answers so far, whoever asked for what. */
  readonly answers: number;
  /** The last client so far. */
  readonly newest: number;
  /** Clients up to this one may have been at home on a backend that has gone: nothing is bet on them. */
  readonly forgotten: number;
  /** How often the bets were begun anew. */
  readonly restarts: number;
}

interface Living {
  readonly answers: number;
  /** How many answers there were with its last one. */
  readonly last: number;
  /** `log10` of the odds by then. */
  readonly odds: number;
}

export const nothingRefuted: Refutation = {
  living: new Map(),
  answers: 0,
  newest: -1,
  forgotten: -1,
  restarts: 0,
};

/** A silence of so many answers that is so unlikely: a backend has gone. */
const [longSilence, unlikely] = [100, 1e-6];
/** The part of the stake for the first bets; and of what is left, for those that are begun anew. */
const staked = 0.9;

/** A backend answered a client, who was drawn by lot if there is a draw. */
export function afterAnswer(told: Refutation, backend: string, session: number, draw?: Draw): Refutation {
  const { living, restarts } = told;
  const stake = Math.log10(staked * (1 - staked) ** restarts);
  const begins = draw !== undefined && draw.lots.length > 1 && living.size > 1;
  const against = told.against ?? (begins ? againstHolding([...living.keys()], stake) : undefined);
  const now = against && answeredBy(against, backend, draw);
  const others = [...living].filter(([other]) => other !== backend);
  const answers = told.answers + 1;
  const itself = { answers: (living.get(backend)?.answers ?? 0) + 1, last: answers, odds: now?.log10Odds ?? 0 };
  return withoutGone({
    ...told,
    ...(now && { against: now }),
    living: new Map([...others, [backend, itself]]),
    answers,
    newest: Math.max(told.newest, session),
  });
}

/** Once a backend has gone the bets begin anew, on clients that come from now on: what held those before may be gone with it. */
function withoutGone(told: Refutation): Refutation {
  const [first, ...others] = told.living;
  if (first === undefined) return told;
  const [, { answers, last }] = first;
  const silence = told.answers - last;
  if (silence < longSilence || (1 - answers / (last + 1)) ** silence > unlikely) return told;
  const { against: _, newest, ...rest } = told;
  return {
    ...rest,
    living: new Map(others.map(([backend, living]) => [backend, { ...living, odds: 0 }])),
    newest,
    forgotten: newest,
    restarts: told.restarts + 1,
  };
}

/**
 * `log10` of the odds against a route that holds a good part of the requests. A backend that has gone holds nobody, which
 * proves nothing: so they stand as they were when the backend answered last that has been silent for longest.
 */
export function oddsAgainstHolding({ living }: Refutation): number {
  const [longest] = living.values();
  return longest?.odds ?? 0;
}
