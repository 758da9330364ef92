import { parseArgs } from 'node:util';
import { autocannon } from './generators/autocannon.ts';
import type { Generator } from './generators/generator.ts';
import { findHey } from './generators/hey.ts';
import { bundleSticky } from './generators/sticky.ts';
import { describeMachine } from './machine.ts';
import { startServer } from './server.ts';
import { measureThroughput, scenarios } from './throughput.ts';
import { Workshop } from './workshop.ts';

/** Prints figures of the load generator beside those of others. Asserts nothing: a figure is of this machine and this hour. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '5' } },
  });
  if (process.platform !== 'linux') throw new Error('this needs Linux: 127.0.0.0/8, /proc and taskset');

  await using workshop = await Workshop.open();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void workshop[Symbol.asyncDispose]().finally(() => process.exit(1)));
  }
  console.log(describeMachine(workshop.taskset));
  await startServer(workshop);
  const hey = findHey();
  if (hey === undefined) console.log('hey: left out, not on this machine');
  const generators: Generator[] = [await bundleSticky(workshop), autocannon, ...(hey === undefined ? [] : [hey])];
  const plan = { seconds: Number(values.seconds), rounds: Number(values.rounds) };
  for (const scenario of scenarios) await measureThroughput(workshop, generators, scenario, plan);
}

await main();
