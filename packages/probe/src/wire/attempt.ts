import type { Exchange } from '../transport.ts';
import { type Answering, bodyLimit, gatherAnswer, type Outcome } from './answer.ts';
import { failureCode } from './failure.ts';

/**
 * The most bytes that one answer may cost on the wire. What no other bound sees grow ends here: chunks of one byte,
 * extensions of chunks, blank lines, pings.
 */
const wireLimit = 4 * bodyLimit;
/** Milliseconds between two looks at it. */
const look = 20;

export interface Attempt {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** Number of the connection that carries it; asked for when it is over. */
  readonly connection: () => number;
  /** Bytes that its connection has received so far. */
  readonly received: () => number;
  /** Ends the request at once: `ask` then rejects. Also called after any failure. */
  readonly stop: () => void;
}

/**
 * Makes an exchange of one request, whatever comes of it.
 *
 * @throws the reason of the caller's signal, and nothing else
 */
export async function attempt(
  { timeout, signal, connection, received, stop }: Attempt,
  ask: (answer: Answering) => Promise<Outcome>,
): Promise<Exchange> {
  signal?.throwIfAborted();
  const answer = gatherAnswer();
  const started = performance.now();
  const before = received();
  let ended: string | undefined;
  const end = (failure: string) => {
    ended ??= failure;
    stop();
  };
  const timer = setTimeout(end, timeout, 'timeout');
  const watch = setInterval(() => received() - before > wireLimit && end('answer-too-large'), look);
  signal?.addEventListener('abort', stop, { once: true });
  const told = () => ({ connection: connection(), took: performance.now() - started });
  try {
    const outcome = await ask(answer);
    return { ...told(), ...outcome };
  } catch (error) {
    const failure = { ...told(), ...answer.failed(ended ?? failureCode(error)) };
    stop();
    signal?.throwIfAborted();
    return failure;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    signal?.removeEventListener('abort', stop);
  }
}
