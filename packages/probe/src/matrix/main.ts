/** Prints the matrix of real routers: `node src/matrix/main.ts --runs 20 [--only 'nginx ip-hash 2'] [--seed 1]`. */
import { parseArgs } from 'node:util';
import { isInstalled, type RouterProgram } from './router-process.ts';
import { type Row, runMatrix } from './run.ts';
import { faultLines, headLine, passes, rowLine, totalsOf } from './table.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});

async function main(): Promise<void> {
  const programs: readonly RouterProgram[] = ['nginx', 'haproxy'];
  const options = { runs: Number(values.runs), seed: Number(values.seed), only: values.only };
  const rows: Row[] = [];
  const started = performance.now();
  print(headLine());
  for (const program of programs) {
    if (!isInstalled(program)) {
      print(`${program} is not installed: skipped`);
      continue;
    }
    const show = (row: Row) => print(rowLine(row));
    rows.push(...(await runMatrix(program, { ...options, onRow: show })));
  }
  for (const line of rows.flatMap(faultLines)) print(line);
  const totals = totalsOf(rows.flatMap(({ runs }) => runs));
  const seconds = Math.round((performance.now() - started) / 1000);
  print(
    `${rows.length} cases, ${totals.runs} probes in ${seconds} s: ${totals.wrong} wrong, ` +
      `${totals.understated} understated, ${totals.inconclusive} inconclusive`,
  );
  if (!passes(totals)) process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
