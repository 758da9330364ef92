import { styleText } from 'node:util';
import type { Evidence } from '../evidence.ts';
import { printable } from '../printable.ts';
import type { Report } from '../report.ts';
import { type BackendNames, backendsOf, nameBackends } from './names.ts';
import { formatOdds } from './odds.ts';

export interface TextOptions {
  /** Width of the terminal. Default 80. */
  readonly columns?: number;
  /** Adds colours, which carry no meaning of their own. Default false. */
  readonly color?: boolean;
  /** What to call a backend, by its identity: the pod's name, say. */
  readonly labels?: Readonly<Record<string, string>>;
}

const labelWidth = 11;
const titleWidth = 20;
const barWidth = 20;
/** The bar's letters: one a backend, in the order in which they were met. */
const letters = ['#', '.', '=', '+', 'o', '~'];

/** A report as lines for a terminal: a bar for each experiment, the verdict with its odds, what to know. */
export function renderText(report: Report, options: TextOptions = {}): readonly string[] {
  const { columns = 80, color = false, labels } = options;
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const backends = backendsOf(report.samples);
  const names = nameBackends(backends, labels);
  const { verdict } = report;

  const bars = report.evidence.flatMap((evidence) => {
    const title = printable(evidence.title)
      .slice(0, titleWidth - 1)
      .padEnd(titleWidth);
    const bar = [...barOf(evidence, backends)].map((letter) => paint(colorOf(letter), letter)).join('');
    const words = wrap(countsOf(evidence, report, names), columns - labelWidth - titleWidth - barWidth - 3);
    const rest = words.slice(1).map((line) => ' '.repeat(titleWidth + barWidth + 3) + line);
    return [`${title}${bar}   ${words[0] ?? ''}`, ...rest];
  });

  const because = ['sticky-by-cookie', 'not-sticky'].includes(verdict.kind) ? [] : [verdict.because];
  const odds = verdict.certain || verdict.kind === 'inconclusive' ? [] : [`(${formatOdds(verdict.log10Odds)})`];
  const [headline = '', ...more] = wrap(
    printable([verdict.headline, ...because, ...odds].join(' ')),
    columns - labelWidth,
  );
  const note = (mark: string, text: string) =>
    wrap(printable(text), columns - labelWidth - 2).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
  const settle = verdict.settle === undefined ? [] : note('?', verdict.settle);
  const advice = [...settle, ...verdict.advice.flatMap((text) => note('!', text))];
  return [
    ...withLabel('Probe', bars),
    ...withLabel('Verdict', [paint(verdictColor(report), headline), ...more, ...advice]),
  ];
}

function withLabel(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? label : '').padEnd(labelWidth) + line);
}

/** Twenty letters: full when everybody stayed, else shared among the backends by their answers, at least one for each. */
function barOf({ experiment, backends, stayed }: Evidence, order: readonly string[]): string {
  if (stayed) return '#'.repeat(barWidth);
  if (experiment === 'ablation') return '.'.repeat(barWidth);
  const met = order.filter((backend) => Object.hasOwn(backends, backend));
  const total = met.reduce((sum, backend) => sum + (backends[backend] ?? 0), 0);
  if (total === 0) return ' '.repeat(barWidth);
  let left = barWidth;
  return met
    .map((backend, index) => {
      const others = met.length - index - 1;
      const share = Math.round(((backends[backend] ?? 0) / total) * barWidth);
      const length = others === 0 ? left : Math.min(Math.max(1, share), left - others);
      left -= length;
      return (letters[order.indexOf(backend) % letters.length] ?? '').repeat(Math.max(0, length));
    })
    .join('');
}

function countsOf(evidence: Evidence, { samples }: Report, names: BackendNames): string {
  const failed = evidence.failures > 0 ? [`${evidence.failures} failed`] : [];
  if (evidence.experiment === 'ablation') return [printable(evidence.finding), ...failed].join(', ');
  if (evidence.stayed) {
    const mine = samples.filter(({ experiment }) => experiment === evidence.experiment);
    const homes = new Map(mine.flatMap(({ session, backend }) => (backend === undefined ? [] : [[session, backend]])));
    const perBackend = backendsOf(mine).map((backend) => [...homes.values()].filter((home) => home === backend).length);
    return ['all stayed', `${perBackend.join(' : ')} pods`, ...failed].join(', ');
  }
  const counts = Object.entries(evidence.backends).map(
    ([backend, answers]) => `${answers} on ${names.get(backend) ?? ''}`,
  );
  return [...counts, ...failed].join(', ');
}

function colorOf(letter: string): 'blue' | 'yellow' | 'magenta' | 'cyan' {
  return (['blue', 'yellow', 'magenta', 'cyan'] as const)[letters.indexOf(letter) % 4] ?? 'blue';
}

function verdictColor({ verdict }: Report): ['bold', 'green'] | ['bold', 'yellow'] | ['bold', 'red'] | 'bold' {
  switch (verdict.kind) {
    case 'sticky-by-cookie':
      return ['bold', 'green'];
    case 'sticky-by-connection':
      return ['bold', 'yellow'];
    case 'not-sticky':
      return ['bold', 'red'];
    default:
      return 'bold';
  }
}

/** Breaks a text at its spaces into lines of at most `width`; a longer word stands alone. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  // A ratio stays in one piece: `3 : 3`.
  for (const word of text.split(/(?<! :) (?!: )/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
