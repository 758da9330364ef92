import { createApp } from './app.ts';
import { createIdentity } from './identity.ts';
import { listen, type RunningServer } from './server.ts';
import { readSettings, SettingError } from './settings.ts';

/** Below the 30 s that Kubernetes grants a pod by default, with room to spare. */
const DRAIN_LIMIT_MS = 5_000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const identity = createIdentity(process.env);
  let ready = true;
  const server = await listen(createApp({ identity, isReady: () => ready }), settings);
  console.log(`uuid-app ${identity.uuid} hears on ${server.url}`);

  const signal = await firstSignal();
  ready = false;
  await shutDown(server, signal);
}

// The listeners stay: a terminal and a supervisor may both ask, and the second must not break off what the first began.
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });
}

async function shutDown(server: RunningServer, signal: NodeJS.Signals): Promise<void> {
  const drained = server.drain(DRAIN_LIMIT_MS);
  // Only now is it true: whoever waits for this line may rely on it.
  console.log(`${signal}: not ready any more, takes no new connection, finishes what is under way`);
  const cut = await drained;
  console.log(cut === 0 ? 'drained, ends' : `cut ${cut} connections after ${DRAIN_LIMIT_MS / 1000} s, ends`);
}

main().catch((error: unknown) => {
  console.error(`uuid-app: ${describe(error)}`);
  process.exitCode = error instanceof SettingError ? 2 : 1;
});

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${target()} is taken: set PORT to another port, or to 0 for a free one`;
  if (code === 'EACCES') return `${target()} needs more rights: set PORT to 1024 or above`;
  if (code === 'EADDRNOTAVAIL') return `${target()} is not an address of this machine: set HOST to one that is`;
  return error instanceof Error ? error.message : String(error);
}

function target(): string {
  const { host, port } = readSettings(process.env);
  return `${host} port ${port}`;
}
