import { readAtOnce } from './identity/at-once.ts';
import { parseOptions } from './options.ts';
import type { Sample } from './sample.ts';
import { openSampler } from './sampler.ts';
import { parseTarget, type Target } from './target.ts';
import { openWire } from './wire/wire.ts';

/** How many clients, and how they ask. */
export interface ClientsOptions {
  /** How many clients, each with its own jar. */
  readonly count: number;
  /** What names the backend, as for `probe`. Default `auto`: the most telling name in the first answer. */
  readonly identity?: string;
  /** Milliseconds before one request counts as failed. Default 5,000. */
  readonly timeout?: number;
}

/** Clients with a jar each, every request on a new connection: what a drill keeps asking with while the cluster is disturbed. */
export interface Clients {
  /** Sends one request as client `session` (0-based). Never rejects for what the network does: a failure is a Sample. */
  request(session: number, signal?: AbortSignal): Promise<Sample>;
  close(): Promise<void>;
}

/**
 * Opens clients; nothing is sent yet. A request rejects with its signal's reason when that aborts, and with a
 * RangeError when there is no such client.
 *
 * @throws ProbeError `invalid-url` or `invalid-option`
 */
export function openClients(target: Target, options: ClientsOptions): Clients {
  const { count, timeout, identity } = parseOptions(options);
  const parsed = parseTarget(target);
  const transport = openWire(parsed, timeout);
  const sampler = openSampler(transport, parsed.url, readAtOnce(identity, parsed));
  return {
    request: async (session, signal) => {
      if (!(Number.isInteger(session) && session >= 0 && session < count)) {
        throw new RangeError(`There is no client ${session}: they are numbered 0 to ${count - 1}.`);
      }
      const request = { experiment: 'cookie', session, connection: 'new', cookies: 'jar' } as const;
      return (await sampler.take(request, signal)).sample;
    },
    close: () => transport.close(),
  };
}
