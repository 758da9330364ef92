import { randomInt } from 'node:crypto';
import type { ServiceEndpoint } from '../endpoints.ts';
import { balancedKey, endpointId, persistentKey } from './affinity-key.ts';
import { ConsistentHash } from './consistent-hash.ts';

export interface Attempt {
  /** The upstream key of the cookie that the request carries. */
  readonly cookieKey: string | undefined;
  /** Endpoints that this very request has met and that failed it. */
  readonly failed: ReadonlySet<string>;
}

export interface Choice {
  readonly endpoint: ServiceEndpoint;
  /** A new pick was made, and the cookie is to carry this key. */
  readonly newKey?: string;
}

/** Chooses a pod for one try of one request. Undefined when there is none (left) to choose. */
export interface Balancer {
  choose(attempt: Attempt): Choice | undefined;
}

/** `load-balance: round_robin`, ingress-nginx's default: in turn, from a random start. */
export function roundRobin(endpoints: readonly ServiceEndpoint[]): Balancer {
  let next = endpoints.length === 0 ? 0 : randomInt(endpoints.length);
  return {
    choose() {
      const endpoint = endpoints[next];
      next = (next + 1) % Math.max(1, endpoints.length);
      return endpoint === undefined ? undefined : { endpoint };
    },
  };
}

/** How many fresh keys balanced mode tries for a pod that this request has not met yet. */
const MOST_KEYS = 20;

/** Mode `balanced`: the key is hashed over the pods, so every key, also a stale or a forged one, has its pod. */
export function balanced(endpoints: readonly ServiceEndpoint[], changeOnFailure: boolean): Balancer {
  const byId = new Map(endpoints.map((endpoint) => [endpointId(endpoint), endpoint]));
  const ring = new ConsistentHash([...byId.keys()]);
  const find = (key: string) => byId.get(ring.find(key) ?? '');
  return sticky(changeOnFailure, find, (failed) => {
    for (let attempt = 1; attempt <= MOST_KEYS; attempt += 1) {
      const newKey = balancedKey(attempt);
      const endpoint = find(newKey);
      if (endpoint !== undefined && !failed.has(endpointId(endpoint))) return { endpoint, newKey };
    }
    return undefined;
  });
}

/** Mode `persistent`: the key names one pod; without that pod it means nothing. */
export function persistent(
  upstream: string,
  endpoints: readonly ServiceEndpoint[],
  changeOnFailure: boolean,
): Balancer {
  const byKey = new Map(endpoints.map((endpoint) => [persistentKey(upstream, endpointId(endpoint)), endpoint]));
  return sticky(
    changeOnFailure,
    (key) => byKey.get(key),
    (failed) => {
      const untried = [...byKey].filter(([, endpoint]) => !failed.has(endpointId(endpoint)));
      const [newKey, endpoint] = untried.length === 0 ? [] : (untried[randomInt(untried.length)] ?? []);
      return newKey === undefined || endpoint === undefined ? undefined : { endpoint, newKey };
    },
  );
}

/** What both modes share: the cookie's pod is kept, unless there is none, or it failed and may be changed. */
function sticky(
  changeOnFailure: boolean,
  find: (key: string) => ServiceEndpoint | undefined,
  pickNew: (failed: ReadonlySet<string>) => Choice | undefined,
): Balancer {
  return {
    choose({ cookieKey, failed }) {
      const endpoint = cookieKey === undefined ? undefined : find(cookieKey);
      const mayChange = failed.size > 0 && changeOnFailure;
      return endpoint === undefined || mayChange ? pickNew(failed) : { endpoint };
    },
  };
}
