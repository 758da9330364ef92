import { styleText } from 'node:util';
import type { Evidence } from '../evidence.ts';
import { printable } from '../printable.ts';
import type { Report } from '../report.ts';
import { barOf, barWidth, colorOf, hasBar } from './bar.ts';
import { clip, firstOf } from './clip.ts';
import { failuresToTell } from './failures.ts';
import { identityText } from './identity-text.ts';
import { type BackendNames, backendsOf, nameBackends } from './names.ts';
import { formatOdds } from './odds.ts';
import { toneOf } from './tone.ts';
import { wrap } from './wrap.ts';

/** What the terminal is like, and what to call backends. */
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
const gap = 3;
/** Longer lists would push the verdict off the screen. */
const most = { backends: 8, notes: 12, evidence: 30 };

/** A report as lines for a terminal: a row for each experiment, the verdict with its odds, what to know. */
export function renderText(report: Report, options: TextOptions = {}): readonly string[] {
  const { columns = 80, color = false, labels } = options;
  const paint: Paint = (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
  const backends = backendsOf(report.samples);
  const shown = firstOf(backends, 64).shown;
  const names = nameBackends(shown, labels);
  const width = columns - labelWidth;
  const { verdict, identity } = report;

  const evidence = firstOf(report.evidence, most.evidence);
  const rows = evidence.shown.flatMap((one) => rowOf(one, report, names, width, paint));
  const notes = firstOf(verdict.advice, most.notes);
  const note = (mark: string, text: string) =>
    wrap(clip(printable(text), 1_000), width - 2).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
  return [
    ...withLabel(
      'Backends',
      identity?.discovered ? wrap(`by ${clip(printable(identityText(identity)), 400)}`, width) : [],
    ),
    ...withLabel('Probe', [...rows, ...(evidence.more > 0 ? [`and ${evidence.more} more experiments`] : [])]),
    ...withLabel('Verdict', [
      ...verdictLines(report, width, paint),
      ...(verdict.settle === undefined ? [] : note('?', verdict.settle)),
      ...notes.shown.flatMap((text) => note('!', text)),
      ...(notes.more > 0 ? note('!', `And ${notes.more} more.`) : []),
    ]),
  ];
}

type Format = Parameters<typeof styleText>[0];
type Paint = (format: Format, text: string) => string;

function withLabel(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? label : '').padEnd(labelWidth) + line);
}

/** What one experiment sent, a bar of who answered where that says something, and what it shows. */
function rowOf(
  evidence: Evidence,
  report: Report,
  names: BackendNames,
  width: number,
  paint: Paint,
): readonly string[] {
  const title = clip(printable(evidence.title), titleWidth - 1).padEnd(titleWidth);
  const words = clip(wordsOn(evidence, report, names), 600);
  if (!hasBar(evidence)) return hanging(title, wrap(words, width - titleWidth), titleWidth);
  const bar = [...barOf(evidence, [...names.keys()])].map((letter) => paint(colorOf(letter), letter)).join('');
  const indent = titleWidth + barWidth + gap;
  return hanging(title + bar + ' '.repeat(gap), wrap(words, width - indent), indent);
}

function hanging(start: string, lines: readonly string[], indent: number): readonly string[] {
  return [`${start}${lines[0] ?? ''}`, ...lines.slice(1).map((line) => ' '.repeat(indent) + line)];
}

function wordsOn(evidence: Evidence, report: Report, names: BackendNames): string {
  const told = failuresToTell(evidence);
  const failed = told > 0 ? [`${told} failed`] : [];
  switch (evidence.experiment) {
    case 'fresh':
      return [...answersOn(evidence, names), ...failed].join(', ');
    case 'connection':
    case 'cookie':
      return [...(evidence.stayed ? [allStayed(evidence, report)] : answersOn(evidence, names)), ...failed].join(', ');
    default:
      return [printable(evidence.finding), ...failed].join(', ');
  }
}

/** `5 on rdn6q`, `3 on 6gjmv` */
function answersOn({ backends }: Evidence, names: BackendNames): readonly string[] {
  const { shown, more } = firstOf(Object.entries(backends), most.backends);
  const each = shown.map(([backend, answers]) => `${answers} on ${clip(names.get(backend) ?? '?', 40)}`);
  return more > 0 ? [...each, `and ${more} more`] : each;
}

/** `all stayed, 3 : 3 pods` */
function allStayed({ experiment }: Evidence, { samples }: Report): string {
  const mine = samples.filter((sample) => sample.experiment === experiment);
  const homes = new Map(mine.flatMap(({ session, backend }) => (backend === undefined ? [] : [[session, backend]])));
  const perBackend = new Map<string, number>();
  for (const home of homes.values()) perBackend.set(home, (perBackend.get(home) ?? 0) + 1);
  const { shown, more } = firstOf([...perBackend.values()], 20);
  return `all stayed, ${shown.join(' : ')}${more > 0 ? ' : …' : ''} pods`;
}

const colors = { ok: 'green', warning: 'yellow', bad: 'red' } as const;

function verdictLines({ verdict }: Report, width: number, paint: Paint): readonly string[] {
  // Where the headline and the rows above say it all, the reason would say it twice.
  const because = ['sticky-by-cookie', 'not-sticky'].includes(verdict.kind) ? [] : [verdict.because];
  const odds = verdict.certain || verdict.kind === 'inconclusive' ? [] : [`(${formatOdds(verdict.log10Odds)})`];
  const [headline = '', ...more] = wrap(
    clip(printable([verdict.headline, ...because, ...odds].join(' ')), 1_200),
    width,
  );
  const tone = toneOf(verdict.kind);
  return [paint(tone === 'info' ? 'bold' : ['bold', colors[tone]], headline), ...more];
}
