import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureDocuments } from './documents.ts';
import { measureOthers } from './others.ts';
import { measureRendering } from './rendering.ts';
import { Workshop } from './workshop.ts';

/** Prints figures of the routers and of what reads documents. Asserts nothing: a figure is of this machine and this hour. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, milliseconds: { type: 'string', default: '100' } },
  });
  const plan = { rounds: Number(values.rounds), milliseconds: Number(values.milliseconds) };
  const [cpu] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  console.log(`${cpus().length} x ${cpu?.model ?? 'unknown CPU'}, ${gibibytes} GiB, Node ${process.version}`);

  await using workshop = await Workshop.open();
  measureRendering(plan);
  await measureDocuments(workshop, plan.rounds);
  await measureOthers(workshop, plan.rounds);
}

await main();
