import { fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../network/listen.ts';
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
  await writeFile(path, JSON.stringify({ pid: process.pid, port: 1, id: randomUUID() }));

  const results = await Promise.all(Array.from({ length: 12 }, () => acquire(path)));

  expect(results.filter((result) => 'release' in result)).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['lock']);
});

test.each([
  '',
  '{',
  '{"pid":1,"port":99999,"id":"01234567-89ab-4def-8123-456789abcdef"}',
  '{"pid":1,"port":1,"id":"../../elsewhere"}',
])('what is no lock, %j, is taken over, and nothing is written elsewhere', async (text) => {
  const folder = join(await temporaryFolder(), 'a', 'b');
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'lock');
  await writeFile(path, text);

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

test('a stale lock whose port somebody else has been given, who does not answer, is free', {
  timeout: 15_000,
}, async () => {
  const path = join(await temporaryFolder(), 'lock');
  const silent = createServer((socket) => socket.on('error', () => socket.destroy()));
  const port = await listen(silent, '127.0.0.1', 0);
  onTestFinished(() => void silent.close());
  const gone = spawn(process.execPath, ['--version']);
  await once(gone, 'close');
  await writeFile(path, JSON.stringify({ pid: gone.pid, port, id: randomUUID() }));

  expect(await acquire(path)).toHaveProperty('release');
});

test.skipIf(process.platform === 'win32')('a link in the place of the lock is not followed', async () => {
  const folder = await temporaryFolder();
  await symlink(join(folder, 'nowhere'), join(folder, 'lock'));

  await expect(acquireLock(join(folder, 'lock'))).rejects.toThrow('ELOOP');
  expect(await readdir(folder)).toEqual(['lock']);
});
