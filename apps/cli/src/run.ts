import { CliError } from './errors.ts';
import type { GlobalOptions, OutputFormat } from './program.ts';
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

/**
 * @param formats what the command can print; to the terminal all but JSON is text
 * @throws CliError `usage` for another format
 */
export function beginRun(
  cli: Cli,
  options: GlobalOptions,
  { formats = ['table', 'json'] }: { readonly formats?: readonly OutputFormat[] } = {},
): Run {
  const { output, color } = options;
  if (!formats.includes(output)) {
    throw new CliError('usage', `-o: ${output} is for another command. Allowed choices are ${formats.join(', ')}`);
  }
  const { stdin, stdout, stderr } = cli.process;
  const terminal = createTerminal({ stdin, stdout, stderr, format: output === 'json' ? 'json' : 'table', color });
  return { options, terminal, signal: cli.signal };
}
