import type { AppView, Plan } from '@sticky/cluster';
import { DEFAULT_APP } from '@sticky/manifests';
import { shortPodName } from '../../present/pod-labels.ts';
import { columns } from '../../terminal/columns.ts';
import { oneLine } from '../../terminal/printable.ts';
import type { Outcome, Tour } from '../step.ts';

/** The app of the tutorial. */
export const APP = DEFAULT_APP;

/** Carries a plan out and waits until the app is ready. Answers it with how long that took, in milliseconds. */
export async function carryOutAndWait(
  { run, cluster, verbs }: Tour,
  plan: Plan,
): Promise<{ app: AppView; took: number }> {
  const began = performance.now();
  await verbs.carryOut(cluster, plan, run);
  const app = await verbs.waitUntilReady(cluster, APP, run);
  return { app, took: performance.now() - began };
}

/** `ready in 0.4 s` */
export function readyIn(milliseconds: number): string {
  return `ready in ${(milliseconds / 1000).toFixed(1)} s`;
}

/** The pods with the uuid that each of them answers. */
export async function podsOf({ run, verbs }: Tour, app: AppView): Promise<NonNullable<Outcome['pods']>> {
  const podOf = await verbs.podIdentities(app, run);
  const backendOf = new Map(Object.entries(podOf).map(([backend, pod]) => [pod, backend]));
  return app.pods.map(({ name, address }) => {
    const backend = backendOf.get(name);
    return { name, ...(address !== undefined && { address }), ...(backend !== undefined && { backend }) };
  });
}

/** `* rdn6q   127.77.0.2   uuid 5f0c4a12`, a line each. */
export function podLines(pods: NonNullable<Outcome['pods']>): string[] {
  return columns(
    pods.map(({ name, address = '', backend }) => [
      `* ${shortPodName(name)}`,
      oneLine(address),
      backend === undefined ? '' : `uuid ${oneLine(backend.slice(0, 8))}`,
    ]),
  );
}
