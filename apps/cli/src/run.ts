import type { GlobalOptions } from './program.ts';
import { createTerminal, type Terminal } from './terminal/terminal.ts';

/** What the process gives to every command. */
export interface Cli {
  readonly process: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>;
  /** Aborts at Ctrl+C and when nobody reads the output any more. */
  readonly signal: AbortSignal;
}

/** One run of one command: what its user asked of every command, and how to speak to them. */
export interface Run {
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

export function beginRun(cli: Cli, options: GlobalOptions): Run {
  const { stdin, stdout, stderr } = cli.process;
  const terminal = createTerminal({ stdin, stdout, stderr, format: options.output, color: options.color });
  return { options, terminal, signal: cli.signal };
}
