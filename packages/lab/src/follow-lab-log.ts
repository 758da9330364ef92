import type { IncomingMessage } from 'node:http';
import type { AccessEntry } from './access-log/access-entry.ts';
import type { AccessFilter } from './access-log/access-filter.ts';
import { readLogLine } from './access-log/log-line.ts';
import { LabError } from './errors.ts';
import { askLab, labAccess } from './lab-client.ts';
import { stateFolder } from './state/folder.ts';

export interface LabLogOptions extends AccessFilter {
  /** How many of the entries that are there already, from 0; default all that the lab has kept, at most 1,000. */
  readonly tail?: number | undefined;
  /** Also the entries to come, until the signal aborts. Default false. */
  readonly follow?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Entries are missing before the next one: they came faster than they were taken. */
  readonly onLeftOut?: (count: number) => void;
}

/**
 * What became of the requests and connections of the lab that runs in `stateDir`: which pod, and why; oldest first. Ends
 * quietly when the signal aborts. Who leaves the loop lets go of the lab.
 *
 * @throws LabError `not-running`, `ended`, `other-version`
 */
export async function* followLabLog(stateDir: string, options: LabLogOptions = {}): AsyncGenerator<AccessEntry> {
  const left = new AbortController();
  const { signal = left.signal, follow = false, onLeftOut } = options;
  const until = AbortSignal.any([signal, left.signal]);
  try {
    for await (const line of linesOf(await openLog(stateDir, options, until))) {
      const content = readLogLine(line);
      if (content === undefined) throw otherVersion();
      if ('leftOut' in content) onLeftOut?.(content.leftOut);
      else yield content;
    }
    if (follow && !signal.aborted) throw ended();
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  } finally {
    left.abort();
  }
}

async function openLog(stateDir: string, options: LabLogOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const folder = stateFolder(stateDir);
  const access = await labAccess(folder);
  const nobody = `no lab runs in ${folder.path}: start one first`;
  if (access === undefined) throw new LabError('not-running', nobody);
  let response: IncomingMessage;
  try {
    response = await askLab(access, 'GET', `/lab/log?${queryOf(options)}`, signal);
  } catch (cause) {
    throw new LabError('not-running', nobody, { cause });
  }
  if (response.statusCode !== 200) throw otherVersion();
  return response;
}

function queryOf({ tail, follow, route, pod, session }: LabLogOptions): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ tail, follow, route, pod, session })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query;
}

/** @throws LabError `ended` when the answer breaks off */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    throw ended(cause);
  }
}

function ended(cause?: unknown): LabError {
  return new LabError('ended', 'the lab has ended: start it again', { cause });
}

function otherVersion(): LabError {
  return new LabError('other-version', 'the lab that runs is of another version: end it, and start it with this one');
}
