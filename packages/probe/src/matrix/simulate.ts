/**
 * Probes synthetic routers and prints how many verdicts are wrong:
 * `node src/matrix/simulate.ts --routers 100000 [--odds 20,1000,1000000] [--seed 1] [--workers 2]`.
 * The seeds of wrong ones are printed; `--routers 1 --seed N` repeats one.
 */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { type Simulated, simulate } from './simulation.ts';
import { addTallies, emptyTally, type Tally, tallyLines, tallyOf } from './tally.ts';

const slice = z.object({ first: z.int(), step: z.int(), end: z.int(), odds: z.number() });
type Slice = z.infer<typeof slice>;

async function tallySlice({ first, step, end, odds }: Slice): Promise<Tally> {
  let tally = emptyTally;
  for (let seed = first; seed < end; seed += step) tally = addTallies(tally, tallyOf(await simulate(seed, odds)));
  return tally;
}

async function inWorker(data: Slice): Promise<Tally> {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: data });
  const [tally]: Tally[] = await once(worker, 'message');
  return tally ?? emptyTally;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      routers: { type: 'string', default: '100000' },
      odds: { type: 'string', default: '20,1000,1000000' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
    },
  });
  const first = Number(values.seed);
  const end = first + Number(values.routers);
  const workers = Math.min(Number(values.workers), Number(values.routers));
  for (const odds of values.odds.split(',').map(Number)) {
    const started = performance.now();
    const slices = Array.from({ length: workers }, (_, at) => ({ first: first + at, step: workers, end, odds }));
    const tally = (await Promise.all(slices.map(inWorker))).reduce(addTallies);
    for (const line of [...tallyLines(tally, odds), ...tally.faults.slice(0, 40).map(faultLine)]) print(line);
    print(`  took          ${Math.round((performance.now() - started) / 1000)} s`);
    if (tally.wrong > tally.routers / odds || tally.understated > tally.lossy / 20) process.exitCode = 1;
  }
}

function faultLine({ seed, plan, verdict, error }: Simulated): string {
  return `  seed ${seed}: ${error ?? verdict?.headline} ${JSON.stringify(plan)}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (isMainThread) await main();
else parentPort?.postMessage(await tallySlice(slice.parse(workerData)));
