import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { LabError } from '../errors.ts';
import type { LabInfo } from '../lab.ts';

/** The files of one lab. */
export interface StateFolder {
  readonly path: string;
  readonly kubeconfig: string;
  readonly info: string;
  readonly lock: string;
  readonly log: string;
}

export function stateFolder(stateDir: string): StateFolder {
  const path = resolve(stateDir);
  return {
    path,
    kubeconfig: join(path, 'config'),
    info: join(path, 'lab.json'),
    lock: join(path, 'lock'),
    log: join(path, 'lab.log'),
  };
}

/**
 * Makes the folder when it is missing, for its owner's eyes only. One that is there must be this user's, and nobody
 * else's to write to: who could would put files of their own in the place of the kubeconfig and the lock.
 *
 * @throws LabError `state-unwritable`
 */
export async function createStateFolder(folder: StateFolder): Promise<void> {
  try {
    await mkdir(folder.path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new LabError('state-unwritable', `cannot write to ${folder.path}: choose another state folder`, { cause });
  }
  // Windows keeps owners and rights elsewhere, and a profile's folders are their owner's from the start.
  if (process.getuid === undefined) return;
  const { uid, mode } = await stat(folder.path);
  if (uid !== process.getuid() || (mode & constants.S_IWOTH) !== 0) {
    const message = `others can write to ${folder.path}: choose another state folder, or make it yours alone`;
    throw new LabError('state-unwritable', message);
  }
}

/** Writes a file for its owner's eyes only, whole or not at all. @throws LabError `state-unwritable` */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new LabError('state-unwritable', `cannot write ${path}: choose another state folder`, { cause });
  }
}

const INFO = z.object({
  pid: z.number().int(),
  server: z.url(),
  kubeconfig: z.string(),
  context: z.literal('sticky-lab'),
  startedAt: z.string(),
  readyIn: z.number(),
});

/** What `lab.json` says; undefined when there is none that can be read. */
export async function readLabInfo(folder: StateFolder): Promise<LabInfo | undefined> {
  const text = await readIfThere(folder.info);
  return text === undefined ? undefined : INFO.safeParse(parseJson(text)).data;
}

/** A file of the lab; undefined when there is none. It is never a link to another: reading one fails. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, { encoding: 'utf8', flag: constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) });
  } catch (error) {
    // ENOTDIR: what should be its folder is a file.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
