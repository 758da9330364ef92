import type { ServiceEndpoint } from '../endpoints.ts';
import type { Choice, RequestHead, Session } from '../proxy/route.ts';
import { type AffinityValue, affinityCookie, readAffinityCookie } from './affinity-cookie.ts';
import { endpointId } from './affinity-key.ts';
import { setsCookieAt } from './affinity-settings.ts';
import type { RequestFacts } from './nginx-variables.ts';
import type { Upstream } from './upstream.ts';
import type { Upstreams } from './upstreams.ts';

/** A request at its location. */
export interface LocatedRequest extends RequestFacts {
  /** The path of the location, as written in the Ingress. */
  readonly locationPath: string;
  /** The name of the location's upstream. */
  readonly upstream: string;
}

/** The choice of pods for one request: as a Forwarding has it. */
export interface RequestBalance {
  readonly session: Session | undefined;
  choose(failed: readonly ServiceEndpoint[]): Choice | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** @param upstreams asked anew for each try: meanwhile the pods may be others */
export function balanceRequest(upstreams: () => Upstreams, request: LocatedRequest): RequestBalance {
  // Whether a canary takes the request is decided once, and holds for all its tries.
  let name: string | undefined;
  let setBefore: Set<string> | undefined;
  const cookies = new AffinityCookies(request.head);
  return {
    session: cookies.sessionOf(upstreams().get(request.upstream)),
    choose(failed) {
      const all = upstreams();
      name ??= destinationOf(all, request, cookies);
      const upstream = name === undefined ? undefined : all.get(name);
      const chosen = upstream?.balancer.choose({
        request,
        cookieKey: cookies.of(upstream)?.upstreamKey,
        failed: failed.length === 0 ? NONE : new Set(failed.map(endpointId)),
      });
      if (upstream === undefined || chosen === undefined) return undefined;
      const { endpoint, newKey, observe } = chosen;
      const line = newKey === undefined ? undefined : setCookieOf(upstream, newKey, request);
      const isNew = line !== undefined && setBefore?.has(line) !== true;
      if (isNew) setBefore = (setBefore ?? new Set()).add(line);
      return {
        endpoint,
        reason: failed.length > 0 ? 'retry' : chosen.reason,
        ...(isNew && { fields: [['Set-Cookie', line]] }),
        ...(observe !== undefined && { observe }),
      };
    },
  };
}

/** The name of the upstream that answers: the location's own, or its canary (balancer.lua, get_balancer). */
function destinationOf(upstreams: Upstreams, request: LocatedRequest, cookies: AffinityCookies): string | undefined {
  const primary = upstreams.get(request.upstream);
  if (primary === undefined || primary.endpoints.length === 0) return undefined;
  const [name] = primary.alternatives;
  const canary = name === undefined ? undefined : upstreams.get(name);
  if (canary?.canary === undefined || canary.endpoints.length === 0 || cookies.areFrom(primary)) return primary.name;
  return cookies.areFrom(canary) || canary.canary.takes(request) ? canary.name : primary.name;
}

/** The affinity cookies of a request, each read once. */
class AffinityCookies {
  readonly #head: RequestHead;
  #name: string | undefined;
  #value: AffinityValue | undefined;

  constructor(head: RequestHead) {
    this.#head = head;
  }

  of(upstream: Upstream | undefined): AffinityValue | undefined {
    const name = upstream?.affinity?.cookie.name;
    if (name === undefined) return undefined;
    if (name !== this.#name) {
      this.#name = name;
      this.#value = readAffinityCookie(this.#head.field('cookie'), name);
    }
    return this.#value;
  }

  /** Whether the request brings a cookie that this very upstream has issued. */
  areFrom(upstream: Upstream): boolean {
    return this.of(upstream)?.backendKey === upstream.backendKey;
  }

  sessionOf(upstream: Upstream | undefined): Session | undefined {
    const name = upstream?.affinity?.cookie.name;
    const value = this.of(upstream)?.text;
    return name === undefined || value === undefined ? undefined : { name, value };
  }
}

function setCookieOf(
  { affinity, backendKey }: Upstream,
  key: string,
  { head, server, locationPath }: LocatedRequest,
): string | undefined {
  if (affinity === undefined || !setsCookieAt(affinity, server, head.host, locationPath)) return undefined;
  return affinityCookie(affinity.cookie, `${key}|${backendKey}`, {
    locationPath,
    isTls: head.scheme === 'https',
    userAgent: head.field('user-agent'),
  });
}
