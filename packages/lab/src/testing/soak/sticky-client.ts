import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'undici';
import type { SocketAddress } from '../../network/address-book.ts';
import { APP_HOST } from './soak-lab.ts';

/** What one client met. */
export interface Visit {
  readonly requests: number;
  /** How often the pod was another one than before. */
  readonly moves: number;
  /** One line each: when, and what came instead of the answer. */
  readonly failures: readonly string[];
}

const PAUSE_MS = 20;

/** Asks again and again on one kept connection, with the cookie that it was given, until the signal aborts. */
export async function visit(ingress: SocketAddress, signal: AbortSignal): Promise<Visit> {
  const client = new Client(`http://${ingress.host}:${ingress.port}`);
  const failures: string[] = [];
  let [requests, moves, cookie, pod] = [0, 0, '', ''];
  try {
    while (!signal.aborted) {
      requests += 1;
      try {
        const headers = { Host: APP_HOST, ...(cookie === '' ? {} : { Cookie: cookie }) };
        const answer = await client.request({ path: '/', method: 'GET', headers });
        const body = await answer.body.text();
        if (answer.statusCode !== 200) failures.push(`${new Date().toISOString()} status ${answer.statusCode}`);
        else if (body !== pod) {
          if (pod !== '') moves += 1;
          pod = body;
        }
        cookie = [answer.headers['set-cookie'] ?? []].flat()[0]?.split(';')[0] ?? cookie;
      } catch (error) {
        failures.push(`${new Date().toISOString()} ${String(error)}`);
      }
      await delay(PAUSE_MS);
    }
  } finally {
    await client.close();
  }
  return { requests, moves, failures };
}
