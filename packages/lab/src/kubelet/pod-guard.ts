import { pathToFileURL } from 'node:url';

/** What the kubelet says to a pod's process over IPC. */
export type GuardOrder = 'terminate';

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
  process.on('message', (order: unknown) => {
    if (order === ('terminate' satisfies GuardOrder)) terminate();
  });
  // Those two listeners must not keep a script alive that has nothing more to do.
  process.channel?.unref();
  process.argv = [process.execPath, script, ...process.argv.slice(4)];
  await import(pathToFileURL(script).href);
  // One turn later, in which a server that the script has told to listen does.
  await new Promise((resolve) => setImmediate(resolve));
  process.send?.('loaded' satisfies GuardReport);
}

function terminate(): void {
  const heard = process.emit('SIGTERM');
  if (!heard) process.exit(128 + 15);
}
