import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { LabError, type LabErrorCode } from './errors.ts';
import type { ActiveFault } from './faults/fault.ts';
import { ACTIVE_FAULT, type FaultRequest } from './faults/fault-schema.ts';
import { askLab, labAccess } from './lab-client.ts';
import { parseJson, stateFolder } from './state/folder.ts';

const FAULTS = z.object({ faults: z.array(ACTIVE_FAULT) });

/**
 * Begins a fault in the lab that runs in `stateDir`. It ends by itself; one that happens once is over when this resolves.
 *
 * @throws LabError `not-running`, `invalid-fault`, `not-found` for a pod that is not there, `not-possible`, `other-version`
 */
export async function addFault(stateDir: string, fault: FaultRequest): Promise<ActiveFault> {
  return await ask(stateDir, ACTIVE_FAULT, 'POST', '/lab/faults', fault);
}

/** The faults that are on in the lab that runs in `stateDir`, the oldest first. @throws LabError `not-running`, `other-version` */
export async function listFaults(stateDir: string): Promise<readonly ActiveFault[]> {
  return (await ask(stateDir, FAULTS, 'GET', '/lab/faults')).faults;
}

/**
 * Ends one fault, or all. Resolves to those that it ended, once nothing is left of them.
 *
 * @throws LabError `not-running`, `not-found` for an `id` that is not on, `other-version`
 */
export async function clearFaults(stateDir: string, id?: string): Promise<readonly ActiveFault[]> {
  const path = id === undefined ? '/lab/faults' : `/lab/faults/${encodeURIComponent(id)}`;
  return (await ask(stateDir, FAULTS, 'DELETE', path)).faults;
}

const ANSWER_MS = 5_000;

async function ask<T>(
  stateDir: string,
  schema: z.ZodType<T>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const folder = stateFolder(stateDir);
  const access = await labAccess(folder);
  const nobody = `no lab runs in ${folder.path}: start one first`;
  if (access === undefined) throw new LabError('not-running', nobody);
  let response: IncomingMessage;
  let answer: unknown;
  try {
    response = await askLab(access, method, path, AbortSignal.timeout(ANSWER_MS), body);
    answer = parseJson(await text(response));
  } catch (cause) {
    throw new LabError('not-running', nobody, { cause });
  }
  const { statusCode = 0 } = response;
  if (statusCode >= 400) throw refusal(statusCode, answer);
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw otherVersion(parsed.error);
  return parsed.data;
}

/** What a lab refuses a fault with; one that knows of no faults says something else. */
const REFUSAL = z.object({ message: z.string(), details: z.object({ kind: z.literal('faults') }) });

function refusal(statusCode: number, answer: unknown): LabError {
  const { message } = REFUSAL.safeParse(answer).data ?? {};
  const code = CODES.get(statusCode);
  return message === undefined || code === undefined ? otherVersion() : new LabError(code, message);
}

const CODES: ReadonlyMap<number, LabErrorCode> = new Map([
  [404, 'not-found'],
  [409, 'not-possible'],
  [422, 'invalid-fault'],
]);

function otherVersion(cause?: unknown): LabError {
  const message = 'the lab that runs is of another version: end it, and start it with this one';
  return new LabError('other-version', message, { cause });
}
