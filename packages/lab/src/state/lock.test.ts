import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testing/lab.ts';
import { acquireLock } from './lock.ts';

const LOCK = resolve(import.meta.dirname, 'lock.ts');

async function acquire(path: string) {
  const lock = await acquireLock(path);
  if ('release' in lock) onTestFinished(() => lock.release());
  return lock;
}

test('one has the lock, the next is told who, and after it is released it is free', async () => {
  const path = join(await temporaryFolder(), 'lock');

  const first = await acquire(path);
  expect(await acquire(path)).toEqual({ heldBy: process.pid });

  if ('release' in first) await first.release();
  expect(await acquire(path)).toHaveProperty('release');
});

test('of many who try at once, exactly one gets it, and nothing but the lock is left', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'lock');

  const results = await Promise.all(Array.from({ length: 12 }, () => acquire(path)));

  expect(results.filter((result) => 'release' in result)).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['lock']);
});

test('of many who find a stale one, exactly one takes it over', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'lock');
  // The pid is that of a living process, as it can be after a restart of the machine: nobody answers for the lock.
  await writeFile(path, JSON.stringify({ pid: process.pid, port: 1, id: 'of-yesterday' }));

  const results = await Promise.all(Array.from({ length: 12 }, () => acquire(path)));

  expect(results.filter((result) => 'release' in result)).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['lock']);
});

test('what is no lock at all is taken over', async () => {
  const path = join(await temporaryFolder(), 'lock');
  await writeFile(path, '');

  expect(await acquire(path)).toHaveProperty('release');
});

test('a lock whose holder was killed is free', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'lock');
  const script = join(folder, 'hold.ts');
  const text = `import { acquireLock } from ${JSON.stringify(LOCK)};
await acquireLock(${JSON.stringify(path)});
process.on('message', () => {});
process.send('held');`;
  await writeFile(script, text);
  const holder = fork(script);
  await once(holder, 'message');
  expect(await acquire(path)).toEqual({ heldBy: holder.pid });

  holder.kill('SIGKILL');
  await once(holder, 'exit');

  expect(await acquire(path)).toHaveProperty('release');
});
