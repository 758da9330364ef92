import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let folder: string;
let lock: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sticky-lock-'));
  lock = join(folder, 'lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A process of its own that holds the lock, says so, and gives it back when told to. */
async function holder(): Promise<ChildProcess> {
  const module = JSON.stringify(new URL('./lock.mjs', import.meta.url).href);
  const script = join(folder, `holder-${Math.random()}.mjs`);
  await writeFile(
    script,
    `import { withLock } from ${module};
    await withLock(process.argv[2], () => new Promise((resolve) => {
      process.once('message', resolve);
      process.send('held');
    }));
    process.disconnect();`,
  );
  const child = fork(script, [lock]);
  await once(child, 'message');
  return child;
}

test('gives what the work gives, or the error it throws, and leaves nothing behind', async () => {
  expect(await withLock(lock, async () => 42)).toBe(42);
  await expect(withLock(lock, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

test('many at once work one at a time', async () => {
  let working = 0;
  const most: number[] = [];
  const work = async () => {
    most.push(++working);
    await readFile(lock);
    working -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(lock, work)));
  expect(most).toEqual(Array(8).fill(1));
});

test('waits for the process that holds it, and says for which', async () => {
  const child = await holder();
  const waited = await withLock(
    lock,
    async () => child.exitCode,
    (owner) => {
      expect(owner).toBe(String(child.pid));
      child.send('give it back');
    },
  ).then(() => true);
  expect(waited).toBe(true);
  expect(existsSync(lock)).toBe(false);
});

test('takes over the lock of a process that was killed', async () => {
  const child = await holder();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(lock)).toBe(true);
  expect(await Promise.all([1, 2, 3].map((n) => withLock(lock, async () => n)))).toEqual([1, 2, 3]);
});

test('takes over a lock that nobody has touched for long, though its number is a living process by now', async () => {
  await writeFile(lock, String(process.pid));
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  expect(await withLock(lock, async () => 'mine')).toBe('mine');
});
