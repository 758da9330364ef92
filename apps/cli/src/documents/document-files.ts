import { lstat, open, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CliError } from '../errors.ts';
import type { Cli } from '../run.ts';

/** Bytes as they were given: a file by its path, or standard input, which is `-`. */
export interface DocumentFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

const STDIN = '-';
/** What is looked for in a folder. A file that is named may be called anything. */
const ENDINGS = new Set(['.yaml', '.yml', '.json']);
/** Folders in which nobody keeps manifests: what tools and package managers put there. */
const SKIPPED = new Set(['node_modules', 'vendor']);
/** Bytes of one file. What is larger is no manifest, and would not fit into memory as documents. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The bytes of files, of folders with all that is in them, and of standard input (`-`, and where nothing is named).
 *
 * @throws CliError `usage` for what cannot be read, and when nothing is named and nothing is piped in
 */
export async function readDocumentFiles(
  paths: readonly string[],
  { stdin }: Pick<Cli['process'], 'stdin'>,
  signal: AbortSignal,
): Promise<readonly DocumentFile[]> {
  if (paths.length === 0 && stdin.isTTY) {
    throw new CliError('usage', 'name a file or a folder, or pipe documents in: helm template . | sticky …');
  }
  const files: string[] = [];
  for (const path of paths.length === 0 ? [STDIN] : paths) files.push(...(await filesOf(path, signal)));
  const read: DocumentFile[] = [];
  for (const file of new Set(files)) {
    signal.throwIfAborted();
    read.push({
      file,
      bytes: await orEnded(file === STDIN ? readStdin(stdin, signal) : readFile(file, signal), signal),
    });
  }
  return read;
}

/** The file itself, or the manifests of a folder in the order of their names. Links are not followed: they can lead in circles. */
async function filesOf(path: string, signal: AbortSignal): Promise<readonly string[]> {
  if (path === STDIN) return [STDIN];
  const stats = await lstat(path).catch(rethrow(path));
  if (!stats.isDirectory()) return [path];
  const found: string[] = [];
  for (const entry of await entriesOf(path)) {
    signal.throwIfAborted();
    const inner = join(path, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith('.')) {
      found.push(...(await filesOf(inner, signal)));
    } else if (entry.isFile() && ENDINGS.has(extname(entry.name).toLowerCase())) {
      found.push(inner);
    }
  }
  return found;
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(rethrow(folder));
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A device or a pipe has no size of its own, so the bytes are counted as they come. */
async function readFile(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch(rethrow(path));
  try {
    return await limited(handle.createReadStream({ autoClose: false }), path, signal);
  } finally {
    await handle.close();
  }
}

/** Opening a named pipe, and reading from one, takes as long as its writer likes, and cannot be called off. */
function orEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  return Promise.race([work, ended]).finally(() => signal.removeEventListener('abort', end));
}

async function readStdin(stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<Uint8Array> {
  return limited(stdin, 'standard input', signal);
}

async function limited(stream: Readable, name: string, signal: AbortSignal): Promise<Uint8Array> {
  let size = 0;
  async function* counted() {
    for await (const chunk of addAbortSignal(signal, stream)) {
      size += chunk.length;
      if (size > LARGEST) throw new CliError('usage', `${name}: larger than 64 MiB: give less at once`);
      yield chunk;
    }
  }
  return await buffer(counted()).catch(rethrow(name));
}

function rethrow(name: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof CliError) throw error;
    throw new CliError('usage', `${name}: cannot read it: ${reasonOf(error)}`, { cause: error });
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES') return 'this user may not';
  return error.message;
}
