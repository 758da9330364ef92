import { readIngressNginx } from '@sticky/manifests';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { settleAffinity } from './affinity-settings.ts';
import { mergeCanaries } from './canary-merge.ts';
import { buildUpstream, type Upstream } from './upstream.ts';
import { draftUpstreams } from './upstream-draft.ts';

export { upstreamName } from './upstream-draft.ts';

/** By name. */
export type Upstreams = ReadonlyMap<string, Upstream>;

/** What upstreams want to know of a server of nginx's configuration. */
export interface UpstreamServer {
  /** The host of its rules, `_` for rules without one. */
  readonly hostname: string;
  readonly aliases: readonly string[];
  readonly locations: readonly UpstreamLocation[];
}

export interface UpstreamLocation {
  /** As written in the Ingress. */
  readonly ingressPath: string;
  readonly pathType: 'Exact' | 'Prefix';
  /** Name of its upstream. */
  readonly upstream: string | undefined;
}

/**
 * The upstreams that Ingresses name, which come in the order in which they count. Balancers of which nothing changed that
 * they go by are taken over from `before`, with their state.
 */
export function buildUpstreams(
  store: StoreView,
  ingresses: readonly Stored<'ingresses'>[],
  servers: readonly UpstreamServer[],
  before?: Upstreams,
): Upstreams {
  const annotated = ingresses.map((ingress) => ({
    ingress,
    settings: readIngressNginx(ingress.metadata.annotations ?? {}).settings,
  }));
  const drafts = draftUpstreams(store, annotated);
  settleAffinity(drafts, annotated, servers);
  mergeCanaries(drafts, annotated, servers);
  return new Map([...drafts].map(([name, draft]) => [name, buildUpstream({ name, ...draft }, before?.get(name))]));
}
