import { join } from 'node:path';
import * as z from 'zod';
import { lint, readSource } from '../src/index.ts';
import { textOf } from './apps.ts';
import { median } from './measure.ts';
import { printTable } from './table.ts';
import type { Workshop } from './workshop.ts';

const INGRESSES = 1_000;
const LARGE = 10 * 2 ** 20;

/** 1,000 Ingresses linted, here, and 10 MB of whole Apps read, in a process that does nothing else. */
export async function measureDocuments(workshop: Workshop, rounds: number): Promise<void> {
  const ingresses = textOf(INGRESSES, ['Ingress']);
  const linted = repeat(rounds, () => {
    const start = performance.now();
    const source = readSource(ingresses, 'ingresses.yaml');
    const read = performance.now();
    const findings = lint([source]);
    return { read: read - start, lint: performance.now() - read, findings: findings.length };
  });
  const apps = textOf(1, ['Deployment', 'Service', 'Ingress']).length;
  const file = await workshop.write(
    'large.yaml',
    textOf(Math.ceil(LARGE / apps), ['Deployment', 'Service', 'Ingress']),
  );
  const script = await workshop.bundle(join(import.meta.dirname, 'read-file.ts'));
  const measured = [];
  for (let round = 0; round < rounds; round += 1) {
    measured.push(reading.parse(JSON.parse((await workshop.run(process.execPath, [script, file])).stdout)));
  }
  const of = <T extends string>(all: readonly Readonly<Record<T, number>>[], name: T) =>
    median(all.map((one) => one[name]));
  const { documents } = measured[0] ?? { documents: 0 };
  printTable('Documents', [
    ['', 'ms', 'peak MiB'],
    [`${INGRESSES} Ingresses: read`, of(linted, 'read').toFixed(0), ''],
    [`${INGRESSES} Ingresses: lint, ${of(linted, 'findings')} findings`, of(linted, 'lint').toFixed(0), ''],
    [`10 MiB, ${documents} objects: read`, of(measured, 'read').toFixed(0), ''],
    [
      '10 MiB: read, and every affinity',
      of(measured, 'affinities').toFixed(0),
      (of(measured, 'memory') / 2 ** 20).toFixed(0),
    ],
  ]);
}

/** What read-file.ts says: milliseconds and bytes. */
const reading = z.object({ documents: z.number(), read: z.number(), affinities: z.number(), memory: z.number() });

function repeat<T>(rounds: number, work: () => T): readonly T[] {
  work();
  return Array.from({ length: rounds }, work);
}
