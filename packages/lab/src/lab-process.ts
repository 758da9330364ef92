import { once } from 'node:events';
import { LabError } from './errors.ts';
import { type Lab, startLab } from './lab.ts';
import { type LabReport, START_ORDER, type StartOrder } from './lab-messages.ts';

const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Serves a lab in this process, on the order of the process that spawned it, until it is asked to end: by a signal,
 * through its API, or, unless it is detached, by the end of its parent.
 */
export async function serveLab(): Promise<void> {
  const end = new AbortController();
  for (const signal of END_SIGNALS) process.once(signal, () => end.abort());
  // The channel closes when the parent is gone, however it went: a start that nobody waits for is broken off, too.
  process.once('disconnect', () => end.abort());
  const [message]: unknown[] = await once(process, 'message', { signal: end.signal });
  const order = START_ORDER.parse(message);
  const lab = await start(order, end.signal);
  if (lab === undefined) return;
  if (order.detached) process.removeAllListeners('disconnect');
  await report({ type: 'ready' });
  await lab.ended;
  if (process.connected) process.disconnect();
}

async function start(
  { detached: _, addressing, images, ...order }: StartOrder,
  signal: AbortSignal,
): Promise<Lab | undefined> {
  try {
    return await startLab({
      ...order,
      images: Object.fromEntries(
        Object.entries(images).map(([name, { script, port }]) => [
          name,
          { script, ...(port === undefined ? {} : { port }) },
        ]),
      ),
      ...(addressing === undefined ? {} : { addressing }),
      signal,
    });
  } catch (error) {
    const code = error instanceof LabError ? error.code : 'start-failed';
    await report({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
    if (process.connected) process.disconnect();
    return undefined;
  }
}

/** Resolves when it is sent. A parent that is gone meanwhile has its say through `disconnect`. */
function report(message: LabReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });
}
