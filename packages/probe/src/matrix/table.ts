import type { Row, Run } from './run.ts';

/** What all runs of one kind come to. */
export interface Totals {
  readonly runs: number;
  readonly wrong: number;
  readonly understated: number;
  readonly inconclusive: number;
}

export function totalsOf(runs: readonly Run[]): Totals {
  const count = (judgement: Run['judgement']) => runs.filter((run) => run.judgement === judgement).length;
  return {
    runs: runs.length,
    wrong: count('wrong'),
    understated: count('understated'),
    inconclusive: count('inconclusive'),
  };
}

/** No wrong verdict, and at most one in a hundred that decides nothing. */
export function passes({ runs, wrong, understated, inconclusive }: Totals): boolean {
  return wrong === 0 && understated <= runs / 20 && inconclusive <= runs / 100;
}

const header = ['case', 'backends', 'runs', 'wrong', 'understated', 'inconclusive', 'requests', 'ms', 'verdicts'];

/** The table's head, as fixed columns. */
export function headLine(): string {
  return columns(header);
}

/** One row: medians of requests and milliseconds, and the verdicts with how often each came. */
export function rowLine({ name, backends, runs }: Row): string {
  const { wrong, understated, inconclusive } = totalsOf(runs);
  const kinds = Map.groupBy(runs, ({ kind }) => kind);
  const verdicts = [...kinds].map(([kind, all]) => (kinds.size === 1 ? kind : `${all.length} ${kind}`)).join(', ');
  const requests = median(runs.map((run) => run.requests));
  const took = Math.round(median(runs.map((run) => run.took)));
  return columns([name, backends, runs.length, wrong, understated, inconclusive, requests, took, verdicts]);
}

/** What went wrong, one line a run, with the seed that repeats it. */
export function faultLines({ name, backends, runs }: Row): readonly string[] {
  return runs
    .filter(({ judgement }) => judgement !== 'right')
    .map(({ judgement, seed, headline }) => `  ${judgement}: ${name} ${backends}, seed ${seed}: ${headline}`);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

const widths = [38, 8, 4, 5, 11, 12, 8, 5];

function columns(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, index) =>
      typeof cell === 'number' ? String(cell).padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
    )
    .join('  ');
}
