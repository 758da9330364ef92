import { pathToFileURL } from 'node:url';

/**
 * What the kubelet says to a pod's process over IPC: first how to run; later, where there are no signals, to end. The
 * environment comes this way because another one governs the runtime itself: a manifest that sets NODE_OPTIONS or
 * LD_PRELOAD must neither open a debugger's port nor run a program that is no image. Nor is it seen in a process list.
 */
export type GuardOrder =
  | { readonly type: 'run'; readonly env: Readonly<Record<string, string>>; readonly args: readonly string[] }
  | { readonly type: 'terminate' };

/** What a pod's process says to the kubelet: its script's module has been evaluated. */
export type GuardReport = 'loaded';

/**
 * Runs a pod's script in this process, under two guards. The process ends when the lab is gone, however the lab ended:
 * the system closes the IPC channel of a dead process. And where there are no signals (Windows), the order to terminate
 * arrives as a message and is handed to the script as the `SIGTERM` event that it waits for.
 */
export async function runPod(script: string): Promise<void> {
  // At once and without `exit` handlers: nobody is left to wait for them.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const { env, args } = await orderToRun();
  // Those two listeners must not keep a script alive that has nothing more to do.
  process.channel?.unref();
  Object.assign(process.env, env);
  process.argv = [process.execPath, script, ...args];
  await import(pathToFileURL(script).href);
  // One turn later, in which a server that the script has told to listen does.
  await new Promise((resolve) => setImmediate(resolve));
  process.send?.('loaded' satisfies GuardReport);
}

function orderToRun(): Promise<GuardOrder & { readonly type: 'run' }> {
  return new Promise((resolve) => {
    process.on('message', (order: unknown) => {
      if (!isOrder(order)) return;
      if (order.type === 'run') resolve(order);
      else terminate();
    });
  });
}

/** Only the kubelet holds the other end of the channel, and it is of the same version. */
function isOrder(message: unknown): message is GuardOrder {
  return typeof message === 'object' && message !== null && 'type' in message;
}

function terminate(): void {
  const heard = process.emit('SIGTERM');
  if (!heard) process.exit(128 + 15);
}
