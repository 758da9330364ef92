import { join } from 'node:path';
import * as z from 'zod';
import { printTable } from '../../../scripts/bench/table.ts';
import { lint, readSource } from '../src/index.ts';
import { textOf } from './apps.ts';
import { median, type Taken, timed } from './measure.ts';
import type { Workshop } from './workshop.ts';

const INGRESSES = 1_000;
const LARGE = 10 * 2 ** 20;
const WHOLE = ['Deployment', 'Service', 'Ingress'];

const taken = z.object({ wall: z.number(), cpu: z.number() });
/** What read-file.ts says. */
const reading = z.object({ documents: z.number(), read: taken, affinities: taken, memory: z.number() });

/** 1,000 Ingresses linted, here, and 10 MiB of whole Apps read, in a process that does nothing else. */
export async function measureDocuments(workshop: Workshop, rounds: number): Promise<void> {
  const ingresses = textOf(INGRESSES, ['Ingress']);
  const here = Array.from({ length: rounds + 1 }, () => {
    const read = timed(() => readSource(ingresses, 'ingresses.yaml'));
    return { read: read.taken, lint: timed(() => lint([read.result])).taken };
  }).slice(1);

  const apps = Math.ceil(LARGE / textOf(1, WHOLE).length);
  const file = await workshop.write('large.yaml', textOf(apps, WHOLE));
  const script = await workshop.bundle(join(import.meta.dirname, 'read-file.ts'));
  const large = [];
  for (let round = 0; round < rounds; round += 1) {
    large.push(reading.parse(JSON.parse((await workshop.run(process.execPath, [script, file])).stdout)));
  }
  const row = (name: string, all: readonly Taken[], memory = '') => [
    name,
    median(all.map(({ wall }) => wall)).toFixed(0),
    median(all.map(({ cpu }) => cpu)).toFixed(0),
    memory,
  ];
  const mebibytes = (median(large.map(({ memory }) => memory)) / 2 ** 20).toFixed(0);
  printTable('Documents', [
    ['', 'ms', 'ms of CPU', 'peak MiB'],
    row(
      `${INGRESSES} Ingresses: read`,
      here.map(({ read }) => read),
    ),
    row(
      `${INGRESSES} Ingresses: lint`,
      here.map(({ lint }) => lint),
    ),
    row(
      `10 MiB, ${large[0]?.documents ?? 0} objects: read`,
      large.map(({ read }) => read),
    ),
    row(
      '10 MiB: every affinity, besides',
      large.map(({ affinities }) => affinities),
      mebibytes,
    ),
  ]);
}
