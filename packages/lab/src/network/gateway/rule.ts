import { durationMilliseconds } from '../../resources/schema/gateway-api.ts';
import type { HTTPRouteFilter } from '../../resources/schema/http-route-filter.ts';
import type { HTTPRouteRetry, HTTPRouteRule, HTTPRouteTimeouts } from '../../resources/schema/http-route-rule.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import type { FieldEdits, RetryPolicy, Timeouts } from '../proxy/route.ts';
import { type Backend, type BackendFault, type BackendSources, resolveBackend } from './backends.ts';
import { type Cors, cors } from './cors.ts';
import { composed, headerEdits, NO_EDITS } from './header-edits.ts';
import { compileMatch, type Match, UnsupportedValue } from './matching.ts';
import { type Redirect, requestRedirect } from './request-redirect.ts';
import { type Sessions, sessionsOf } from './session.ts';
import { type SessionIntent, sessionIntent } from './session-intent.ts';
import type { SessionTokens } from './session-tokens.ts';
import { NO_REWRITE, type Rewrite, urlRewrite } from './url-rewrite.ts';

/** A rule of an HTTPRoute, ready for requests. */
export interface Rule {
  /** `default/web`: the route, as the access log names it. */
  readonly route: string;
  readonly matches: readonly Match[];
  readonly filters: Filters;
  readonly backends: readonly FilteredBackend[];
  readonly timeouts: Timeouts;
  readonly retry: RetryPolicy;
  readonly sessions: Sessions | undefined;
  /** What carries a session. */
  readonly carrier: SessionIntent['carrier'] | undefined;
  /** The endpoints of all backends by their keys in sessions. */
  readonly endpointsByKey: ReadonlyMap<string, PinnedEndpoint>;
}

export interface PinnedEndpoint {
  readonly backend: FilteredBackend;
  readonly endpoint: ServiceEndpoint;
}

export interface Filters {
  readonly request: FieldEdits;
  readonly response: FieldEdits;
  readonly rewrite: Rewrite;
  readonly redirect: Redirect | undefined;
  readonly cors: Cors | undefined;
  /** A filter that cannot be found: its requests are answered with 500. */
  readonly fault: BackendFault | undefined;
}

export type FilteredBackend = Backend & { readonly filters: Filters };

/** A rule that the lab cannot carry out. */
export interface DroppedRule {
  readonly unsupported: string;
}

/** @param index of the rule within its route, for messages */
export function buildRule(
  sources: BackendSources,
  route: Stored<'httproutes'>,
  rule: HTTPRouteRule,
  index: number,
  tokens: SessionTokens,
): Rule | DroppedRule {
  const { namespace = 'default', name } = route.metadata;
  // A rule is known by its name or by what it matches: so a session lives on when other rules come before it.
  const id = JSON.stringify([namespace, name, rule.name ?? rule.matches ?? []]);
  try {
    const intent = rule.sessionPersistence && sessionIntent(rule.sessionPersistence, id);
    const sessions = intent && sessionsOf(intent, id, tokens);
    const backends = (rule.backendRefs ?? []).map((ref) => {
      return { ...resolveBackend(sources, namespace, ref), filters: buildFilters(ref.filters) };
    });
    return {
      route: `${namespace}/${name}`,
      matches: (rule.matches ?? [{}]).map(compileMatch),
      filters: buildFilters(rule.filters),
      backends,
      timeouts: timeoutsOf(rule.timeouts),
      retry: retryOf(rule.retry),
      sessions,
      carrier: intent?.carrier,
      endpointsByKey: new Map(sessions && backends.flatMap((backend) => pinned(backend, sessions))),
    };
  } catch (error) {
    if (!(error instanceof UnsupportedValue)) throw error;
    return { unsupported: `rule ${rule.name ?? index}: ${error.message}` };
  }
}

function pinned(backend: FilteredBackend, sessions: Sessions): [string, PinnedEndpoint][] {
  return backend.endpoints.map((endpoint) => [sessions.keyOf(endpoint), { backend, endpoint }]);
}

/** @throws UnsupportedValue */
function buildFilters(all: readonly HTTPRouteFilter[] = []): Filters {
  let filters: Filters = {
    request: NO_EDITS,
    response: NO_EDITS,
    rewrite: NO_REWRITE,
    redirect: undefined,
    cors: undefined,
    fault: undefined,
  };
  for (const filter of all) filters = { ...filters, ...buildFilter(filter, filters) };
  return filters;
}

function buildFilter(filter: HTTPRouteFilter, before: Filters): Partial<Filters> {
  const { requestHeaderModifier, responseHeaderModifier, requestRedirect: redirect, urlRewrite: rewrite } = filter;
  if (requestHeaderModifier) return { request: composed(before.request, headerEdits(requestHeaderModifier)) };
  if (responseHeaderModifier) return { response: composed(before.response, headerEdits(responseHeaderModifier)) };
  if (redirect) return { redirect: requestRedirect(redirect) };
  if (rewrite) return { rewrite: urlRewrite(rewrite) };
  if (filter.cors) return { cors: cors(filter.cors) };
  if (filter.extensionRef) {
    const { kind, group, name } = filter.extensionRef;
    // Such a filter is never skipped (HTTPRouteFilter.extensionRef): its requests get an error.
    return { fault: { reason: 'InvalidKind', message: `the lab has no filter ${kind}.${group} ${name}` } };
  }
  throw new UnsupportedValue(`the lab does not support the filter ${filter.type}`);
}

/** To reach a pod on this machine. */
const CONNECT_MS = 5_000;
/** Between two reads or writes where the route sets no time: nginx's defaults, which NGINX Gateway Fabric has too. */
const SILENCE_MS = 60_000;

function timeoutsOf({ request, backendRequest }: HTTPRouteTimeouts = {}): Timeouts {
  const isSet = request !== undefined || backendRequest !== undefined;
  const silence = isSet ? 0 : SILENCE_MS;
  return {
    connect: CONNECT_MS,
    send: silence,
    read: silence,
    total: request === undefined ? 0 : durationMilliseconds(request),
    backend: backendRequest === undefined ? 0 : durationMilliseconds(backendRequest),
  };
}

/** Without `retry` of the route: what reached no pod is tried with two others. */
const UNASKED: RetryPolicy = { on: new Set(['error']), most: 3, within: 0, nonIdempotent: false };

function retryOf(retry: HTTPRouteRetry | undefined): RetryPolicy {
  if (retry === undefined) return UNASKED;
  const { codes = [], attempts = 1, backoff } = retry;
  return {
    // A connection that fails and a time that runs out count always (GEP-1731).
    on: new Set(['error', 'timeout', ...codes.map((code) => `http_${code}` as const)]),
    most: attempts + 1,
    within: 0,
    // The route asks for it, whatever the method is.
    nonIdempotent: true,
    ...(backoff === undefined ? {} : { backoff: durationMilliseconds(backoff) }),
  };
}
