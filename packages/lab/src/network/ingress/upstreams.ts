import { INGRESS_NGINX_ANNOTATIONS, INGRESS_NGINX_CANARY_ANNOTATIONS } from '@sticky/manifests';
import type { StoreView } from '../../store/store.ts';
import type { AddressBook } from '../address-book.ts';
import type { EndpointIndex } from '../endpoints.ts';
import { settleAffinity } from './affinity-settings.ts';
import { canaryOf } from './canary.ts';
import { mergeCanaries } from './canary-merge.ts';
import type { ExternalNames } from './external-names.ts';
import { parseExpression, unknownVariables } from './nginx-expression.ts';
import type { Warn } from './route-warning.ts';
import { buildUpstream, type Upstream } from './upstream.ts';
import { type AnnotatedIngress, draftUpstreams } from './upstream-draft.ts';

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
  /** No Ingress has it: it was made beside another one. */
  readonly isImplied?: true;
  /** Name of its upstream. */
  readonly upstream: string | undefined;
}

/** What upstreams are made of, besides the Ingresses. */
export interface UpstreamSources {
  readonly store: StoreView;
  readonly endpoints: EndpointIndex;
  readonly book: AddressBook;
  readonly names: ExternalNames;
  readonly warn: Warn;
}

/**
 * The upstreams that Ingresses name, which come in the order in which they count. Balancers of which nothing changed that
 * they go by are taken over from `before`, with their state.
 */
export function buildUpstreams(
  sources: UpstreamSources,
  ingresses: readonly AnnotatedIngress[],
  servers: readonly UpstreamServer[],
  before?: Upstreams,
): Upstreams {
  const drafts = draftUpstreams(sources, ingresses);
  settleAffinity(drafts, ingresses, servers);
  mergeCanaries(drafts, ingresses, servers, sources.warn);
  for (const one of ingresses) warnOfExpressions(one, sources.warn);
  return new Map([...drafts].map(([name, draft]) => [name, buildUpstream({ name, ...draft }, before?.get(name))]));
}

/** Expressions that mean something to nginx and not to the lab. */
function warnOfExpressions({ ingress, settings: { hashBy = '', canary } }: AnnotatedIngress, warn: Warn): void {
  for (const name of unknownVariables(parseExpression(hashBy))) {
    const message = `the lab's ingress does not know $${name} in ${INGRESS_NGINX_ANNOTATIONS.hashBy}: it is empty there`;
    warn(ingress, 'UnknownVariable', message);
  }
  const error = canary === undefined ? undefined : canaryOf(canary).patternError;
  if (error !== undefined) {
    const what = `${INGRESS_NGINX_CANARY_ANNOTATIONS.byHeaderPattern} cannot be matched, as ${error}`;
    warn(ingress, 'CanaryPattern', `${what}: no request that has the header goes to the canary`);
  }
}
