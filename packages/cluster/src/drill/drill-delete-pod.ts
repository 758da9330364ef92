import type { Sample } from '@sticky/probe';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import { reach } from '../reach.ts';
import { carryOut } from '../verbs/carry-out.ts';
import { deletePod } from '../verbs/delete-pod.ts';
import type { AppView } from '../view/app-view.ts';
import { getApp } from '../view/get-view.ts';
import { until } from '../wait-until-ready.ts';
import { Asking } from './asking.ts';
import { podIdentities } from './pod-identities.ts';

/** Something that happened during a drill. */
export interface DrillEvent {
  /** Milliseconds since the drill started. */
  readonly at: number;
  readonly text: string;
}

export interface DrillOptions extends CallOptions {
  readonly app: string;
  /** Name of the pod to delete. */
  readonly pod: string;
  /** How many sessions keep asking. Default 6. */
  readonly sessions?: number | undefined;
  /** What names the pod in an answer, as the probe takes it: `/uuid`, `header:x-served-by`, … Default: the probe's. */
  readonly identity?: string | undefined;
  readonly onEvent?: ((event: DrillEvent) => void) | undefined;
}

/** What a pod's death did to the sessions of an App. Plain data, without secrets. */
export interface DrillReport {
  readonly pod: string;
  /** Name of the pod that took its place. */
  readonly replacement: string;
  /** Milliseconds from the deletion until the replacement was ready. */
  readonly replacedIn: number;
  readonly sessions: number;
  /** Sessions that were answered by another backend at the end than before the deletion. */
  readonly moved: number;
  /** Where they went: pod names where they can be known, else the backends' identities. */
  readonly movedTo: readonly string[];
  readonly requests: number;
  /** Requests that no backend answered. */
  readonly failed: number;
  readonly samples: readonly Sample[];
  readonly events: readonly DrillEvent[];
}

const DEFAULT_SESSIONS = 6;
const ROUNDS_BEFORE = 5;
const MOST_ROUNDS_AFTER = 10;
/** Milliseconds: a pod's grace period is 30 s, and its replacement may have to pull an image. */
const REPLACE_TIMEOUT = 180_000;

/**
 * Deletes a pod while sessions keep asking (over the App's first route, else its Service), until its replacement is
 * ready, the pod is gone, and every session was answered once more.
 *
 * @throws ClusterError `not-found`, `no-address`, `not-ready`, `aborted`
 */
export async function drillDeletePod(cluster: Cluster, options: DrillOptions): Promise<DrillReport> {
  const { app: name, pod, sessions = DEFAULT_SESSIONS, identity, signal, onEvent } = options;
  const app = await getApp(cluster, name, { signal });
  const plan = await deletePod(cluster, { pod }, { signal });
  if (plan.app !== name) throw new ClusterError('not-found', `Pod ${pod} is not one of ${name}, but of ${plan.app}.`);

  const started = performance.now();
  const events: DrillEvent[] = [];
  const tell = (text: string) => {
    const event = { at: Math.round(performance.now() - started), text };
    events.push(event);
    onEvent?.(event);
  };
  const target = reach(app, app.routes.length > 0 ? 'route' : 'service');
  const asking = new Asking(target, { sessions, identity, signal });
  try {
    const before = await asking.rounds(ROUNDS_BEFORE, () => false);
    if (before.size === 0) throw new ClusterError('no-address', `No session of ${name} is answered: probe it first.`);

    await carryOut(cluster, plan, { signal });
    tell(`pod ${pod} deleted`);
    const { replacement, replacedIn, after } = await asking.during(replaced(cluster, app, signal));
    tell(`pod ${replacement} ready`);

    const now = await asking.rounds(MOST_ROUNDS_AFTER, (answers) => answers.size === sessions);
    const moves = [...before].flatMap(([session, home]) => {
      const next = now.get(session);
      return next === undefined || next === home ? [] : [next];
    });
    const names = moves.length === 0 ? {} : await podIdentities(after, { identity, signal });
    const { samples } = asking;
    return {
      pod,
      replacement,
      replacedIn,
      sessions,
      moved: moves.length,
      movedTo: [...new Set(moves.map((backend) => names[backend] ?? backend))],
      requests: samples.length,
      failed: samples.filter(({ backend }) => backend === undefined).length,
      samples,
      events,
    };
  } finally {
    await asking.close();
  }
}

/** Waits until a pod that was not there before is ready, and the App is as it is wanted. */
function replaced(cluster: Cluster, before: AppView, signal: AbortSignal | undefined) {
  const deleted = performance.now();
  const old = new Set(before.pods.map(({ uid }) => uid));
  let replacement: { readonly replacement: string; readonly replacedIn: number } | undefined;
  return until(cluster, before.name, { timeout: REPLACE_TIMEOUT, signal }, (after) => {
    const fresh = after.pods.find(({ uid, ready }) => ready && !old.has(uid));
    if (fresh === undefined) return undefined;
    replacement ??= { replacement: fresh.name, replacedIn: Math.round(performance.now() - deleted) };
    return after.waitingFor.length === 0 ? { ...replacement, after } : undefined;
  });
}
