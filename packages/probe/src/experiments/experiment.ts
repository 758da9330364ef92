import type { Evidence } from '../evidence.ts';
import type { ExperimentName, HeldCookies, Observation, PlannedRequest } from '../planned.ts';
import type { Random } from '../random.ts';
import type { Source } from '../sources.ts';
import type { Verdict } from '../verdict.ts';

/** What an experiment may look at beside what was seen. */
export interface PlanContext {
  readonly url: URL;
  /** `log10` of the odds that a verdict must reach. */
  readonly log10Odds: number;
  /** How many pods are known to be ready, where the caller knows. */
  readonly readyBackends?: number;
  /** Seeded: the only source of chance. */
  readonly random: Random;
  /** Names of the cookies that a session's jar would send now. */
  readonly held: HeldCookies;
  /** Names of all cookies that a session was set, also those that a browser would not send back here. */
  readonly unscoped: HeldCookies;
  /** The Cookie header that a session would send now, for experiments that alter it. Never for a report. */
  readonly cookieHeader: (session: number) => string;
  /** Addresses to come from, the caller's or this machine's. */
  readonly sources: readonly Source[];
  /** Names of header fields, in lower case, of which the caller says that they may hold a client. */
  readonly headers: readonly string[];
  /** Milliseconds that an experiment may wait at most before a request. */
  readonly longestWait: number;
  /** What was decided: only for the experiments that run after it. */
  readonly verdict?: Verdict;
}

/**
 * A planned set of requests that separates two explanations. Both functions are pure: all that an experiment knows is
 * in what was seen, so it can go on where it was left.
 */
export interface Experiment {
  readonly name: ExperimentName;
  /** The next request; undefined when there is nothing to ask, or nothing more. */
  plan(seen: readonly Observation[], context: PlanContext): PlannedRequest | undefined;
  /** What its requests show: a row each, none where it sent nothing. */
  prove(seen: readonly Observation[]): readonly Evidence[];
}
