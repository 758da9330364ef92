import { createServer } from 'node:net';
import { type Addressing, portsAddressing, rangeAddressing } from './addressing.ts';
import { hasCode, listen } from './listen.ts';

/** Where a lab's API server may try to listen. */
export interface AddressCandidate {
  readonly addressing: Addressing;
  readonly port: number;
}

/** 127.77.0.0/16 and those after it, as many as anybody runs labs at once. */
const FIRST_SUBNET = 77;
const LAST_SUBNET = 126;
/** The port of API servers by custom. */
const API_PORT = 6443;

/** The addresses to try, in order. Without a mode, the one that the system can do. */
export async function* addressCandidates(mode?: 'range' | 'ports'): AsyncGenerator<AddressCandidate> {
  if ((mode ?? ((await hasRange()) ? 'range' : 'ports')) === 'ports') {
    yield { addressing: portsAddressing(), port: 0 };
    return;
  }
  for (let second = FIRST_SUBNET; second <= LAST_SUBNET; second += 1) {
    yield { addressing: rangeAddressing(second), port: API_PORT };
  }
}

/** Whether the system has all of 127.0.0.0/8, and not 127.0.0.1 alone. */
async function hasRange(): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, `127.${FIRST_SUBNET}.0.1`, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'EADDRNOTAVAIL')) return false;
    throw error;
  } finally {
    server.close();
  }
}
