import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { hasCode, listen } from '../network/listen.ts';
import { processExists } from '../process-exists.ts';
import { parseJson, readIfThere } from './folder.ts';

/** A lock that a process holds for as long as it lives. */
export interface Lock {
  release(): Promise<void>;
}

const HOLDER = z.object({ pid: z.int().positive(), port: z.int().min(1).max(65_535), id: z.uuid() });
type Holder = z.infer<typeof HOLDER>;

/**
 * Takes the lock file at `path`. Resolves to the pid of the holder instead when another process has it.
 *
 * A holder answers with the lock's id on a loopback port: so a lock is known to be stale the moment its holder is gone,
 * also when the pid has been given to somebody else since, as after a restart of the machine. A stale lock is taken over
 * under a lock of its own, named by the stale one's id: of many who try, one wins, and none removes a lock that is new.
 */
export async function acquireLock(path: string): Promise<Lock | { readonly heldBy: number }> {
  const id = randomUUID();
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(id);
  });
  const port = await listen(server, '127.0.0.1', 0);
  server.unref();
  const draft = `${path}.${id}`;
  try {
    await writeFile(draft, JSON.stringify({ pid: process.pid, port, id } satisfies Holder), { mode: 0o600 });
    for (;;) {
      if (await claim(draft, path)) return held(path, id, server);
      const found = await readIfThere(path);
      const holder = found === undefined ? undefined : HOLDER.safeParse(parseJson(found)).data;
      if (found === undefined) continue;
      if (holder !== undefined && (await isAlive(holder))) {
        await closeServer(server);
        return { heldBy: holder.pid };
      }
      if (await takeOver(path, draft, found, holder?.id ?? 'unreadable')) return held(path, id, server);
    }
  } catch (error) {
    await closeServer(server);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A link is made whole or not at all, and never over another file. */
async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function takeOver(path: string, draft: string, stale: string, staleId: string): Promise<boolean> {
  const right = await acquireLock(`${path}.after-${staleId}`);
  if ('heldBy' in right) return false;
  try {
    if ((await readIfThere(path)) !== stale) return false;
    await rename(draft, path);
    return true;
  } finally {
    await right.release();
  }
}

function held(path: string, id: string, server: Server): Lock {
  return {
    async release() {
      const found = await readIfThere(path);
      if (found?.includes(id) === true) await rm(path, { force: true });
      if (server.listening) await closeServer(server);
    },
  };
}

/** Long enough for a busy process to answer; one that does not answer in time still lives. */
const ANSWER_MS = 3_000;

/** The port may be somebody else's by now, the pid too: it takes both, and the answer where one comes in time. */
async function isAlive({ pid, port, id }: Holder): Promise<boolean> {
  if (!processExists(pid)) return false;
  const socket = connect({ host: '127.0.0.1', port, signal: AbortSignal.timeout(ANSWER_MS) });
  try {
    return (await text(socket)) === id;
  } catch (error) {
    return error instanceof Error && error.name === 'AbortError';
  } finally {
    socket.destroy();
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
