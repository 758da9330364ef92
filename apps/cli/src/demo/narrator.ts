import { pad } from '../terminal/columns.ts';
import type { Style } from '../terminal/style.ts';
import type { Terminal } from '../terminal/terminal.ts';

const WIDTH = 80;
const INDENT = 15;

/** Room for the text of a step: what the left column leaves of 80. */
export const TEXT_WIDTH = WIDTH - INDENT;

/** Tells the tour in two columns: what is going on at the left, what came of it at the right. */
export interface Narrator {
  /** `1 Deploy     sticky-d, 1 pod                        ready in 0.4 s`, after an empty line. */
  step(number: number, name: string, did: string, aside?: string): void;
  /** A label, once, and lines beside it. */
  say(label: string, lines: (style: Style) => readonly string[]): void;
  /** Lines that have labels of their own, `indent` to the right. */
  block(indent: number, lines: (style: Style, columns: number) => readonly string[]): void;
  /** What is being done now. */
  working(text: string): void;
}

export function createNarrator(terminal: Terminal): Narrator {
  const say = (label: string, lines: (style: Style) => readonly string[]) =>
    terminal.line((style) =>
      lines(style)
        .map((line, index) => `${pad(index === 0 ? label : '', INDENT)}${line}`.trimEnd())
        .join('\n'),
    );
  return {
    say,
    step: (number, name, did, aside = '') => {
      terminal.line(() => '');
      say(`  ${number} ${name}`, (style) => [`${pad(did, TEXT_WIDTH - aside.length - 1)}${style.dim(aside)}`]);
    },
    block: (indent, lines) =>
      terminal.line((style) =>
        lines(style, WIDTH - indent)
          .map((line) => ' '.repeat(indent) + line)
          .join('\n'),
      ),
    working: (text) => terminal.progress(`  ${text} …`),
  };
}
