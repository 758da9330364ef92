import { DEFAULT_PORT } from '@sticky/manifests';
import { openClients } from '@sticky/probe';
import type { CallOptions } from '../call-options.ts';
import type { AppView, PodView } from '../view/app-view.ts';

/** Milliseconds: a loopback address answers at once or not at all. */
const TIMEOUT = 1_000;

export interface PodIdentitiesOptions extends CallOptions {
  /** What names the pod in an answer, as a report tells it: `/uuid`, `header:x-served-by`, … Default: the probe's. */
  readonly identity?: string | undefined;
}

/**
 * Pod name by backend identity, for those ready pods whose own address can be reached from here: in the lab, where
 * each pod has one in the loopback network. Elsewhere it is empty, for Kubernetes does not know what a backend calls
 * itself.
 */
export async function podIdentities(
  app: AppView,
  { identity, signal }: PodIdentitiesOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const known = await Promise.all(
    app.pods.filter(hasOwnLoopbackAddress).map(async (pod) => {
      const port = pod.port ?? app.service?.port ?? DEFAULT_PORT;
      const said = await identityOf(`http://${pod.address}:${port}/`, identity, signal);
      return said === undefined ? [] : [[said, pod.name] as const];
    }),
  );
  return Object.fromEntries(known.flat());
}

/** 127.0.0.1 is everybody's: where the lab has no other address, its pods cannot be told apart by theirs. */
function hasOwnLoopbackAddress({ ready, address = '' }: PodView): boolean {
  return ready && address.startsWith('127.') && address !== '127.0.0.1';
}

async function identityOf(url: string, identity: string | undefined, signal: AbortSignal | undefined) {
  const client = openClients({ url }, { count: 1, timeout: TIMEOUT, ...(identity !== undefined && { identity }) });
  try {
    return (await client.request(0, signal)).backend;
  } finally {
    await client.close();
  }
}
