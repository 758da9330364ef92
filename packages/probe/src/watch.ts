import { setTimeout as delay } from 'node:timers/promises';
import { readAtOnce } from './identity/at-once.ts';
import { parseOptions } from './options.ts';
import { openSampler } from './sampler.ts';
import { parseTarget, type Target } from './target.ts';
import type { Transport } from './transport.ts';
import { followRedirects } from './wire/redirects.ts';
import { openWire } from './wire/wire.ts';

/** One line of the tutorial's loop: who answered, and what the jar held when it was asked. */
export interface WatchAnswer {
  /** ISO 8601. */
  readonly time: string;
  readonly backend?: string;
  readonly status?: number;
  /** The Cookie header that a next request sends (`key=…`), or an empty string. Shown to its owner only: never put it in a report. */
  readonly cookie: string;
  readonly failure?: string;
}

/** How often to ask, and for how long. */
export interface WatchOptions {
  /** What names the backend, as for `probe`. Default `auto`: the most telling name in the first answer. */
  readonly identity?: string;
  /** Milliseconds between requests. Default 1,000. */
  readonly interval?: number;
  /** Milliseconds before one request counts as failed. Default 5,000. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks `target` again and again with one cookie jar, each time on a new connection, until the signal aborts, which ends
 * the loop without an error. A cookie that has ended is no longer sent.
 *
 * @throws ProbeError `invalid-url` or `invalid-option`, on the first step
 */
export async function* watch(target: Target, options: WatchOptions = {}): AsyncGenerator<WatchAnswer> {
  const { interval, timeout, identity } = parseOptions(options);
  const { signal } = options;
  const given = parseTarget(target);
  const request = { experiment: 'cookie', session: 0, connection: 'new', cookies: 'jar' } as const;
  let transport: Transport | undefined;
  try {
    const parsed = await followRedirects(given, timeout, signal);
    transport = openWire(parsed, timeout);
    const sampler = openSampler(transport, parsed.url, readAtOnce(identity, parsed));
    while (!signal?.aborted) {
      const started = performance.now();
      const { sample } = await sampler.take(request, signal);
      const { backend, status, failure } = sample;
      yield {
        time: new Date().toISOString(),
        ...(backend === undefined ? {} : { backend }),
        ...(status === undefined ? {} : { status }),
        cookie: sampler.cookieHeader(0),
        ...(failure === undefined ? {} : { failure }),
      };
      const rest = Math.max(0, interval - (performance.now() - started));
      await delay(rest, undefined, signal ? { signal } : {});
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    await transport?.close();
  }
}
