import type { ProbedRoute, Target, UnprobedRoute } from '@sticky/probe';

/** What came of probing one route. */
export interface Answered extends ProbedRoute {
  readonly target: Target;
}

/** A route that gave nothing to judge. */
export interface Unanswered extends UnprobedRoute {
  /** As it was thrown: the exit code goes by it. */
  readonly problem: Error;
}

export type RouteResult = Answered | Unanswered;

export function isAnswered(result: RouteResult): result is Answered {
  return 'report' in result;
}
