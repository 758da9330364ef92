import type { ObservedKind } from '../api/objects.ts';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { ClusterView } from '../view/app-view.ts';
import { assembleApps } from '../view/assemble.ts';
import { isOptional, snapshotOf } from '../view/snapshot.ts';
import { KindWatch } from './kind-watch.ts';

export interface ObserveOptions extends CallOptions {
  /** Called with a new view after every change, changes of one moment together. */
  readonly onChange: (view: ClusterView) => void;
  /**
   * Seconds after which a watch is started anew. A server that falls silent without closing anything is noticed that
   * late, and by its time for an answer later. Default 60.
   */
  readonly watchSeconds?: number | undefined;
}

export interface Observation {
  /** The view as it is now. */
  readonly view: ClusterView;
  /** Resolves when every watch has ended; no `onChange` comes after the call. Idempotent. */
  close(): Promise<void>;
}

/** Milliseconds in which changes count as one: a rollout is dozens of events, and a view is redrawn for each. */
const MOMENT = 20;
const WATCH_SECONDS = 60;

/**
 * A live view, which heals itself: a watch that ends is started again, and meanwhile the view says since when it is
 * stale. A kind that may not be seen is a line in `problems`. Resolves with the first complete view; ends with `close`,
 * the signal, or the cluster's own `close`.
 *
 * @throws ClusterError when the first lists fail altogether
 */
export async function observe(cluster: Cluster, options: ObserveOptions): Promise<Observation> {
  const { onChange, signal, watchSeconds = WATCH_SECONDS } = options;
  const closing = new AbortController();
  const ending = AbortSignal.any([closing.signal, cluster.api.closed, ...(signal === undefined ? [] : [signal])]);
  let current: ClusterView | undefined;
  let moment: NodeJS.Timeout | undefined;
  let complete = false;

  const changed = () => {
    current = undefined;
    if (!complete || ending.aborted) return;
    moment ??= setTimeout(() => {
      moment = undefined;
      onChange(view());
    }, MOMENT);
  };
  const watch = <K extends ObservedKind>(kind: K) => new KindWatch(cluster.api, kind, watchSeconds, ending, changed);
  const watches = {
    Deployment: watch('Deployment'),
    ReplicaSet: watch('ReplicaSet'),
    Pod: watch('Pod'),
    Service: watch('Service'),
    EndpointSlice: watch('EndpointSlice'),
    Ingress: watch('Ingress'),
    IngressClass: watch('IngressClass'),
    Gateway: watch('Gateway'),
    HTTPRoute: watch('HTTPRoute'),
    Event: watch('Event'),
    Node: watch('Node'),
  } satisfies { [K in ObservedKind]: KindWatch<K> };
  const all = Object.values(watches);
  const view = () => {
    current ??= viewOf(cluster, watches);
    return current;
  };
  const close = async () => {
    closing.abort();
    clearTimeout(moment);
    await Promise.all(all.map(({ ended }) => ended));
  };
  ending.addEventListener('abort', () => clearTimeout(moment), { once: true });

  await Promise.all(all.map(({ synced }) => synced));
  if (ending.aborted || !watches.Deployment.listed) {
    await close();
    throw watches.Deployment.failure ?? new ClusterError('aborted', 'Ended before it was done.');
  }
  complete = true;
  return {
    get view() {
      return view();
    },
    close,
  };
}

function viewOf(cluster: Cluster, watches: { readonly [K in ObservedKind]: KindWatch<K> }): ClusterView {
  const seen = <K extends ObservedKind>(watch: KindWatch<K>) =>
    watch.failure?.code === 'forbidden' ? undefined : watch.objects;
  const snapshot = snapshotOf({
    Deployment: seen(watches.Deployment),
    ReplicaSet: seen(watches.ReplicaSet),
    Pod: seen(watches.Pod),
    Service: seen(watches.Service),
    EndpointSlice: seen(watches.EndpointSlice),
    Ingress: seen(watches.Ingress),
    IngressClass: seen(watches.IngressClass),
    Gateway: seen(watches.Gateway),
    HTTPRoute: seen(watches.HTTPRoute),
    Event: seen(watches.Event),
    Node: seen(watches.Node),
  });
  const all: readonly KindWatch<ObservedKind>[] = Object.values(watches);
  const problems = all.flatMap(({ kind, failure }) => {
    const tolerable = failure?.code === 'forbidden' && isOptional(kind);
    return failure === undefined || tolerable ? [] : [failure.message];
  });
  const staleSince = all
    .map((watch) => watch.staleSince)
    .filter((since) => since !== undefined)
    .sort()[0];
  return {
    context: cluster.context,
    namespace: cluster.namespace,
    apps: assembleApps(snapshot),
    ...(staleSince !== undefined && { staleSince }),
    problems: [...new Set(problems)],
  };
}
