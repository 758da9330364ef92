import type { ProbedRoute, Target, UnprobedRoute } from '@sticky/probe';
import { exitCode, exitCodeOf } from '../exit-code.ts';

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

/** The result of an error that tells what a route is like; undefined for one that tells of wrong use, or of a fault of Sticky. */
export function whyUnanswered(name: string, error: unknown): Unanswered | undefined {
  const exit = exitCodeOf(error);
  if (exit !== exitCode.notAsExpected && exit !== exitCode.notReachable) return undefined;
  if (!(error instanceof Error && 'code' in error)) return undefined;
  return { name, error: { code: String(error.code), message: error.message }, problem: error };
}
