import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { readIfThere, type StateFolder } from './state/folder.ts';
import { type LabAccess, readKubeconfig } from './state/kubeconfig.ts';

/** What it takes to speak to the lab of a state folder; undefined when there is none. */
export async function labAccess(folder: StateFolder): Promise<LabAccess | undefined> {
  const kubeconfig = await readIfThere(folder.kubeconfig);
  return kubeconfig === undefined ? undefined : readKubeconfig(kubeconfig);
}

/**
 * Asks a lab's API on a connection of its own. Who gets the answer reads it to its end, or destroys it. A `body` is sent
 * as JSON.
 *
 * @throws the system's error when the lab does not answer, an AbortError when the signal aborts
 */
export function askLab(
  { server, ca, token }: LabAccess,
  method: string,
  path: string,
  signal: AbortSignal,
  body?: unknown,
): Promise<IncomingMessage> {
  const content = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const headers = { Authorization: `Bearer ${token}`, ...content };
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, server), { method, ca, headers, agent: false, signal }, resolve);
    // It stays: what breaks off an answer is an error of the request, too.
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
