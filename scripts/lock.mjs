import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 2_000;
const STALE_AFTER_MS = 15_000;
const RETRY_MS = 100;

/**
 * Holds the lock file `path` while `work` runs, so that of several processes one works at a time. A lock whose process
 * is gone, or has not touched it for 15 seconds (its number may by now be another process's), is taken over.
 *
 * @template T
 * @param {string} path In a folder that exists.
 * @param {() => Promise<T>} work
 * @param {(owner: string) => void} [onWait] Told once, with the process that holds the lock.
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait) {
  for (let told = false; !(await tryTake(path)); ) {
    const owner = await readOwner(path);
    if (owner === undefined) continue;
    if (await isStale(path, owner)) {
      await takeAway(path, owner);
      continue;
    }
    if (!told) onWait?.(owner);
    told = true;
    await sleep(RETRY_MS);
  }
  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

/** @param {string} path */
async function tryTake(path) {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
async function readOwner(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {string} path @param {string} owner */
async function isStale(path, owner) {
  try {
    if (Date.now() - (await stat(path)).mtimeMs > STALE_AFTER_MS) return true;
    // Not written yet: its process has just made it.
    if (owner === '') return false;
    process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    // EPERM: the process is there, and somebody else's. ENOENT: the lock has just been given back.
    return codeOf(error) === 'ESRCH';
  }
}

// By renaming, of several waiting processes one wins. Should the stale lock have been replaced meanwhile, the fresh one
// that was caught instead is put back.
/** @param {string} path @param {string} owner */
async function takeAway(path, owner) {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
    if ((await readOwner(aside)) !== owner) await link(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** @param {unknown} error @returns {string | undefined} */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
