import { printTable } from '../../../scripts/bench/table.ts';
import type { Generator, LoadOrder, Measured } from './generators/generator.ts';
import { cookieName, origin } from './server.ts';
import type { Workshop } from './workshop.ts';

const connections = 64;
/** As nginx makes them. */
const cookie = `${cookieName}=0123456789abcdef0123456789abcdef`;

export const scenarios = [
  { title: 'no cookies', path: '/plain' },
  { title: 'a cookie for each session', path: '/' },
  { title: 'a cookie that comes anew with every answer', path: '/renewed' },
] as const;

export interface Plan {
  /** Of one round of one generator. */
  readonly seconds: number;
  readonly rounds: number;
}

/** Each generator in turn, round after round, so that what else the machine does meets all of them; then the medians. */
export async function measureThroughput(
  workshop: Workshop,
  generators: readonly Generator[],
  { title, path }: (typeof scenarios)[number],
  { seconds, rounds }: Plan,
): Promise<void> {
  const order: LoadOrder = { url: `${origin}${path}`, cookie, connections, seconds };
  const measured = new Map<Generator, Measured[]>(generators.map((generator) => [generator, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [generator, figures] of measured) figures.push(await generator.measure(workshop, order));
  }
  print(title, measured);
}

function print(title: string, measured: ReadonlyMap<Generator, readonly Measured[]>): void {
  const rows = [...measured].map(([{ name }, figures]) => {
    const of = (figure: keyof Measured) => median(figures.map((each) => each[figure]));
    const errors = figures.reduce((sum, each) => sum + each.errors, 0);
    return {
      name,
      rate: of('requestsPerSecond'),
      p50: of('p50'),
      p99: of('p99'),
      cpu: of('cpuPerRequest'),
      memory: of('memory'),
      errors,
    };
  });
  const [ours] = rows;
  if (ours === undefined) return;
  const ratio = (mine: number, theirs: number) => (mine / theirs).toFixed(2);
  printTable(title, [
    ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU us/request', 'peak MiB', 'errors', 'sticky: requests/s', 'p99', 'CPU'],
    ...rows.map((row) => [
      row.name,
      row.rate.toFixed(0),
      row.p50.toFixed(2),
      row.p99.toFixed(2),
      row.cpu.toFixed(1),
      (row.memory / 2 ** 20).toFixed(0),
      String(row.errors),
      ...(row === ours
        ? ['', '', '']
        : [ratio(ours.rate, row.rate), ratio(ours.p99, row.p99), ratio(ours.cpu, row.cpu)]),
    ]),
  ]);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
