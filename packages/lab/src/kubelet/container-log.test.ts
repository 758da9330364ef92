import { expect, test } from 'vitest';
import { ContainerLog } from './container-log.ts';

function options(over: Partial<Parameters<ContainerLog['read']>[0]> = {}) {
  return { follow: false, timestamps: false, previous: false, signal: new AbortController().signal, ...over };
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

test('chunks become lines, also where a line comes in pieces', async () => {
  const log = new ContainerLog();

  log.write('one\ntw');
  log.write('o\n\nthree');

  expect(await all(log.read(options()))).toEqual(['one', 'two', '']);
  log.end();
  expect(await all(log.read(options()))).toEqual(['one', 'two', '', 'three']);
});

test.each([
  [0, []],
  [1, ['three']],
  [9, ['one', 'two', 'three']],
])('the last %d lines are %j', async (tailLines, expected) => {
  const log = new ContainerLog();
  log.write('one\ntwo\nthree\n');

  expect(await all(log.read(options({ tailLines })))).toEqual(expected);
});

test('timestamps stand before the lines', async () => {
  const log = new ContainerLog();
  log.write('one\n');

  expect(await all(log.read(options({ timestamps: true })))).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z one$/),
  ]);
});

test('a follower hears what was written and what is written, until the run is over', async () => {
  const log = new ContainerLog();
  log.write('one\n');
  const lines = log.read(options({ follow: true }));

  const first = await lines.next();
  log.write('two\nthree\n');
  log.end();

  expect(first.value).toBe('one');
  expect(await all(lines)).toEqual(['two', 'three']);
});

test('a follower ends when it is told to', async () => {
  const log = new ContainerLog();
  const stop = new AbortController();
  const lines = all(log.read(options({ follow: true, signal: stop.signal })));

  log.write('one\n');
  setImmediate(() => stop.abort());

  expect(await lines).toEqual(['one']);
});

test('only the newest lines are kept of a log without end', async () => {
  const log = new ContainerLog();
  for (let line = 0; line < 300_000; line += 1) log.write(`line ${line} of a program that talks all day\n`);

  const lines = await all(log.read(options()));

  expect(lines.at(-1)).toContain('line 299999 ');
  expect(lines.length).toBeLessThan(60_000);
});

test('a follower that does not read keeps nothing of a log without end in memory, and then hears the newest lines', async () => {
  const log = new ContainerLog();
  const lines = log.read(options({ follow: true }));
  log.write('the first line\n');
  await lines.next();

  for (let line = 0; line < 300_000; line += 1) log.write(`line ${line} of a program that talks all day\n`);
  log.end();

  const rest = await all(lines);
  expect(rest.at(-1)).toContain('line 299999 ');
  expect(rest.length).toBeLessThan(60_000);
});
