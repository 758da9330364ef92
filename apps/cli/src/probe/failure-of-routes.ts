import { asExpected } from '@sticky/probe';
import { CliError } from '../errors.ts';
import { isAnswered, type RouteResult } from './route-result.ts';

/**
 * Why a run over several routes has failed, if it has. What was found and is not as expected says more than what could not
 * be asked, so that decides the exit code only when nothing else is wrong.
 */
export function failureOfRoutes(results: readonly RouteResult[]): Error | undefined {
  const failed = results.filter((result) => !asExpected(result));
  if (failed.length === 0) return undefined;
  const problems = failed.flatMap((result) => (isAnswered(result) ? [] : [result.problem]));
  if (problems.length === failed.length) return problems[0];
  const names = failed.map(({ name }) => name).join(', ');
  return new CliError('not-as-expected', `${failed.length} of ${results.length} routes not as expected: ${names}`);
}
