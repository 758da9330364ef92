import type { CallOptions } from './call-options.ts';
import type { Cluster } from './connect.ts';
import { ClusterError } from './errors.ts';
import { observe } from './observe/observe.ts';
import type { AppView, ClusterView } from './view/app-view.ts';
import { noSuchApp } from './view/get-view.ts';

export interface WaitOptions extends CallOptions {
  /** Milliseconds. Default 60,000. */
  readonly timeout?: number | undefined;
  readonly onProgress?: ((app: AppView) => void) | undefined;
}

const DEFAULT_TIMEOUT = 60_000;

/**
 * Waits until the App is as it is wanted: all pods ready and none too many, the Service leads to them and has its
 * address, every route has one.
 *
 * @throws ClusterError `not-ready`, which says what it waits for; `not-found`, also when the App is removed meanwhile
 */
export async function waitUntilReady(cluster: Cluster, name: string, options: WaitOptions = {}): Promise<AppView> {
  const { timeout = DEFAULT_TIMEOUT, signal, onProgress } = options;
  return until(cluster, name, { timeout, signal, onProgress }, (app) =>
    app.waitingFor.length === 0 ? app : undefined,
  );
}

/** Waits until `find` finds something in the App, and resolves with it. @throws ClusterError `not-ready`, `not-found`, `aborted` */
export async function until<T>(
  cluster: Cluster,
  name: string,
  options: WaitOptions & { readonly timeout: number },
  find: (app: AppView) => T | undefined,
): Promise<T> {
  const { timeout, signal, onProgress } = options;
  const deadline = AbortSignal.timeout(timeout);
  const ending = AbortSignal.any([deadline, cluster.api.closed, ...(signal === undefined ? [] : [signal])]);
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let latest: ClusterView | undefined;

  const look = (view: ClusterView) => {
    latest = view;
    const app = view.apps.find((candidate) => candidate.name === name);
    if (app !== undefined) onProgress?.(app);
    // A view that may be out of date proves nothing.
    if (view.staleSince !== undefined) return;
    if (app === undefined) return reject(noSuchApp(cluster, name, view.apps));
    const found = find(app);
    if (found !== undefined) resolve(found);
  };
  const giveUp = () => {
    const tooLate = deadline.aborted && !signal?.aborted;
    if (tooLate) reject(new ClusterError('not-ready', notReadyMessage(name, timeout, latest)));
    else reject(new ClusterError('aborted', `The wait for ${name} was ended.`));
  };
  // Before the observation hears of it, so that its own word for the end comes second.
  ending.addEventListener('abort', giveUp, { once: true });
  if (ending.aborted) giveUp();
  const observing = observe(cluster, { onChange: look, signal: ending });
  const closed = observing.then(
    (observation) => {
      look(observation.view);
      return promise.then(observation.close, observation.close);
    },
    (error: unknown) => reject(error),
  );
  try {
    return await promise;
  } finally {
    ending.removeEventListener('abort', giveUp);
    await closed;
  }
}

function notReadyMessage(name: string, timeout: number, view: ClusterView | undefined): string {
  const app = view?.apps.find((candidate) => candidate.name === name);
  const reasons = [...(app?.waitingFor ?? []), ...(app?.problems ?? []), ...(view?.problems ?? [])];
  const why = reasons.length === 0 ? 'the cluster did not answer' : reasons.slice(0, 4).join('; ');
  return `${name} is not ready after ${timeout / 1000} s: ${why}.`;
}
