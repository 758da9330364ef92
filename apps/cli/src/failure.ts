import { inspect } from 'node:util';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { Interrupted } from './interrupt.ts';
import { oneLine } from './terminal/printable.ts';

/**
 * Says on stderr, in one line, why a command ended, and answers the exit code. `STICKY_DEBUG=1` adds the error itself
 * with its stack and causes.
 */
export function reportFailure(
  error: unknown,
  signal: AbortSignal,
  { env, stderr }: Pick<NodeJS.Process, 'env' | 'stderr'>,
): number {
  if (isHelpOrVersion(error)) return exitCode.asExpected;
  // A progress line may still stand there.
  if (stderr.isTTY) stderr.write('\r\u001b[2K');
  if (env.STICKY_DEBUG) stderr.write(`${inspect(error)}\n`);
  // Whatever an abort broke is no news: the user asked for it.
  if (signal.reason instanceof Interrupted) return signal.reason.exitCode;

  const known = exitCodeOf(error);
  const hint = known === undefined && !env.STICKY_DEBUG ? ' (a fault of sticky itself: STICKY_DEBUG=1 shows more)' : '';
  stderr.write(`sticky: ${messageOf(error)}${hint}\n`);
  return known ?? exitCode.notAsExpected;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  // Commander's way to ask for a command that was left out.
  if (isCommander(error, 'commander.help')) return 'name a command: --help lists them';
  return oneLine(error.message).replace(/^error: /, '');
}

function isHelpOrVersion(error: unknown): boolean {
  return isCommander(error, 'commander.helpDisplayed') || isCommander(error, 'commander.version');
}

function isCommander(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
