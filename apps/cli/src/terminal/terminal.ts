import { printable } from './printable.ts';
import { createStyle, type Style } from './style.ts';

export interface TerminalOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly format: 'table' | 'json';
  /** False for `--no-color`; true leaves it to the stream, which knows `NO_COLOR`, `FORCE_COLOR` and `TERM`. */
  readonly color: boolean;
}

/**
 * The two streams of a run: stdout carries the result and nothing else, stderr what happens meanwhile. So
 * `sticky … -o json | jq` works while its user still sees the progress.
 */
export interface Terminal {
  readonly format: 'table' | 'json';
  /** How many characters a line of stdout may have, 80 at least; 100 where nobody says. */
  readonly width: number;
  /** Emphasis for what goes to stdout. */
  readonly style: Style;
  /** Whether somebody is there to be asked. */
  readonly interactive: boolean;
  /** Whether somebody reads the result as it comes, and can end the run with Ctrl+C. */
  readonly attended: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  /** Writes what the command found: `value` as JSON, or the text that `text` makes. */
  result(value: unknown, text: (style: Style) => string): void;
  /** Writes one entry of a result that grows as it is watched: JSON on one line, or the line that `text` makes. */
  entry(value: unknown, text: (style: Style) => string): void;
  /** Writes lines of a result that JSON format has as a whole at the end, and so not here. */
  line(text: (style: Style) => string): void;
  /** Says on stderr, for good, what has been done. */
  note(text: (style: Style) => string): void;
  /**
   * Says on stderr what is being done. On a terminal it is one line that the next one replaces, `detail` included.
   * Elsewhere it is a line only for what takes long: a log has no use for what is over before it can be read.
   */
  progress(text: string, detail?: string): void;
  /** Takes the progress line away. */
  clear(): void;
}

const ANNOUNCE_AFTER_MS = 2_000;

export function createTerminal({ stdin, stdout, stderr, format, color }: TerminalOptions): Terminal {
  const coloured = (stream: NodeJS.WriteStream) => color && stream.isTTY === true && stream.hasColors();
  const style = createStyle(coloured(stdout));
  const noteStyle = createStyle(coloured(stderr));
  let shown = '';
  let announcement: NodeJS.Timeout | undefined;

  const clear = () => {
    clearTimeout(announcement);
    if (shown !== '' && stderr.isTTY) stderr.write('\r\u001b[2K');
    shown = '';
  };
  const write = (stream: NodeJS.WriteStream, text: string) => {
    clear();
    stream.write(text.endsWith('\n') ? text : `${text}\n`);
  };

  return {
    format,
    width: Math.max(80, (stdout.isTTY && stdout.columns) || 100),
    style,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    attended: format === 'table' && stdin.isTTY === true && stdout.isTTY === true,
    stdin,
    stderr,
    result: (value, text) => write(stdout, format === 'json' ? JSON.stringify(value, undefined, 2) : text(style)),
    entry: (value, text) => write(stdout, format === 'json' ? JSON.stringify(value) : text(style)),
    line: (text) => {
      if (format === 'table') write(stdout, text(style));
    },
    note: (text) => write(stderr, text(noteStyle)),
    progress: (text, detail = '') => {
      const next = printable(stderr.isTTY ? text + detail : text).replaceAll('\n', ' ');
      if (next === shown) return;
      clear();
      if (stderr.isTTY) stderr.write(noteStyle.dim(next.slice(0, stderr.columns - 1)));
      else announcement = setTimeout(() => stderr.write(`${next}\n`), ANNOUNCE_AFTER_MS).unref();
      shown = next;
    },
    clear,
  };
}
