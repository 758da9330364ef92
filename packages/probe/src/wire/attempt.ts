import type { Exchange } from '../transport.ts';
import { type Answering, gatherAnswer, type Outcome } from './answer.ts';
import { failureCode } from './failure.ts';

export interface Attempt {
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** Number of the connection that carries it; asked for when it is over. */
  readonly connection: () => number;
  /** Ends the request at once: `ask` then rejects. Also called after any failure. */
  readonly stop: () => void;
}

/**
 * Makes an exchange of one request, whatever comes of it.
 *
 * @throws the reason of the caller's signal, and nothing else
 */
export async function attempt(
  { timeout, signal, connection, stop }: Attempt,
  ask: (answer: Answering) => Promise<Outcome>,
): Promise<Exchange> {
  signal?.throwIfAborted();
  const answer = gatherAnswer();
  const started = performance.now();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, timeout);
  signal?.addEventListener('abort', stop, { once: true });
  const told = () => ({ connection: connection(), took: performance.now() - started });
  try {
    const outcome = await ask(answer);
    return { ...told(), ...outcome };
  } catch (error) {
    const failure = { ...told(), ...answer.failed(late ? 'timeout' : failureCode(error)) };
    stop();
    signal?.throwIfAborted();
    return failure;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
