import { printTable } from '../../../scripts/bench/table.ts';
import { contendersIn } from './contenders.ts';
import { median } from './measure.ts';
import type { Workshop } from './workshop.ts';

/** Apps of the second column: enough that a program's start counts little. */
const MANY = 100;

/** One App, and many of them in one run: the library in its process, and what others start a program for. */
export async function measureOthers(workshop: Workshop, rounds: number): Promise<void> {
  const contenders = await contendersIn(workshop, MANY);
  const figures = contenders.map(({ name, render }) => ({ name, render, one: [] as number[], many: [] as number[] }));
  // In turns, so that what else the machine does meets all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const { render, one, many } of figures) {
      one.push(await render(1));
      many.push(await render(MANY));
    }
  }
  const rows = figures.map(({ name, one, many }) => ({ name, one: median(one), many: median(many) / MANY }));
  const [ours] = rows;
  if (ours === undefined) return;
  printTable('The same App to its YAML, ms', [
    ['', 'one App', `each of ${MANY}`, 'one: times sticky', `each of ${MANY}: times sticky`],
    ...rows.map(({ name, one, many }) => [
      name,
      one.toFixed(2),
      many.toFixed(2),
      ...(name === ours.name ? [] : [(one / ours.one).toFixed(1), (many / ours.many).toFixed(1)]),
    ]),
  ]);
}
