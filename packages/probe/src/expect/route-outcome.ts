import type { Report } from '../report.ts';
import type { Judgement } from './judge.ts';

/** What became of one route of several, for a report on all of them. */
export type RouteOutcome = ProbedRoute | UnprobedRoute;

interface NamedRoute {
  /** What to call it: no two routes of a report are called the same. */
  readonly name: string;
  /** What to call a backend, by its identity: the pod's name, say. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A route with its report. */
export interface ProbedRoute extends NamedRoute {
  readonly report: Report;
  /** Absent when nothing was expected. */
  readonly judgement?: Judgement;
}

/** A route that gave no report. */
export interface UnprobedRoute extends NamedRoute {
  /** Why: of a ProbeError, its `code` and its `message`. */
  readonly error: { readonly code: string; readonly message: string };
}

/** Whether a route was probed and is as expected; where nothing was expected, everything is. */
export function asExpected(outcome: RouteOutcome): boolean {
  return 'report' in outcome && (outcome.judgement?.met ?? true);
}
