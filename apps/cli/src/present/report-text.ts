import type { Evidence, Report, Verdict } from '@sticky/probe';
import { pad, wrap } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import type { BackendNames } from './backend-names.ts';
import { bar } from './bar.ts';
import { oddsText } from './odds-text.ts';

const LABEL = 11;
const WIDTH = 80;

const titles: Readonly<Record<string, string>> = {
  fresh: 'new connections',
  connection: 'one connection',
  cookie: 'cookie jars',
};

/** What a probe found: a bar for each experiment, then the verdict. */
export function reportText(report: Report, names: BackendNames, style: Style): string {
  const spent = `${report.requests} requests, ${(report.took / 1000).toFixed(1)} s`;
  return [
    `${style.bold(oneLine(report.url))}   ${style.dim(spent)}`,
    '',
    ...labelled(
      'Probe',
      report.evidence.map((evidence) => evidenceLine(evidence, names, style)),
      style,
    ),
    ...labelled('Verdict', verdictLines(report.verdict, style), style),
  ].join('\n');
}

/** `new connections   ###########.........   11 on rdn6q, 9 on 6gjmv` */
export function evidenceLine({ experiment, backends, finding }: Evidence, names: BackendNames, style: Style): string {
  const counts = Object.entries(backends);
  const shares = counts.map(([backend, count]) => `${count} on ${names(backend)}`).join(', ');
  const text = experiment === 'cookie' ? oneLine(finding) : shares;
  return `${pad(titles[experiment] ?? experiment, 18)}${bar(
    counts.map(([, count]) => count),
    style,
  )}   ${text}`;
}

/** The headline, what proves it, the odds, and what to know. */
export function verdictLines(verdict: Verdict, style: Style, width = WIDTH - LABEL): string[] {
  const tone = verdict.kind.startsWith('sticky-by') ? style.good : style.warn;
  const odds = verdict.certain || verdict.log10Odds === 0 ? '' : `  (${oddsText(verdict.log10Odds)})`;
  const advice = [...verdict.advice, ...(verdict.settle === undefined ? [] : [verdict.settle])];
  return [
    tone(oneLine(verdict.headline)) + odds,
    ...wrap(oneLine(verdict.because), width),
    ...advice.flatMap((text) =>
      wrap(oneLine(text), width - 2).map((line, index) => `${index === 0 ? '! ' : '  '}${line}`),
    ),
  ];
}

/** Puts `label` in front of the first of `lines`, and as much space in front of the others. */
export function labelled(label: string, lines: readonly string[], style: Style): string[] {
  return lines.map((line, index) => `${pad(index === 0 ? style.dim(label) : '', LABEL)}${line}`);
}
