import type { SourceProblem } from '@sticky/manifests';
import { CliError } from '../errors.ts';

/**
 * Ends a command that has shown what can be read, where something cannot. What is no Kubernetes object may well stand in a
 * folder, and a bare number is read as what was meant: lint says that it is wrong.
 *
 * @throws CliError `not-as-expected`
 */
export function refuseUnreadable(problems: readonly SourceProblem[]): void {
  const unreadable = problems.filter(({ code }) => code !== 'not-kubernetes' && code !== 'not-a-string');
  if (unreadable.length > 0) {
    throw new CliError('not-as-expected', `${unreadable.length} of the documents cannot be read: see above`);
  }
}
