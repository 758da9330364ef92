import { randomInt } from 'node:crypto';
import type { ServiceEndpoint } from '../../endpoints.ts';
import { balancedKey, endpointId, persistentKey } from '../affinity-key.ts';
import type { Balancer, Chosen } from './balancer.ts';
import { ConsistentHash } from './consistent-hash.ts';

/** How many fresh keys balanced mode tries for a pod that this request has not met yet. */
const MOST_KEYS = 20;

/** Mode `balanced`: the key is hashed over the pods, so every key, also a stale or a forged one, has its pod. */
export function stickyBalanced(endpoints: readonly ServiceEndpoint[], changeOnFailure: boolean): Balancer {
  const byId = new Map(endpoints.map((endpoint) => [endpointId(endpoint), endpoint]));
  const ring = new ConsistentHash([...byId.keys()]);
  const find = (key: string) => byId.get(ring.find(key) ?? '');
  return sticky(changeOnFailure, find, (failed) => {
    for (let attempt = 1; attempt <= MOST_KEYS; attempt += 1) {
      const newKey = balancedKey(attempt);
      const endpoint = find(newKey);
      if (endpoint !== undefined && !failed.has(endpointId(endpoint))) return { endpoint, newKey, reason: 'random' };
    }
    return undefined;
  });
}

/** Mode `persistent`: the key names one pod; without that pod it means nothing. */
export function stickyPersistent(
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
      return newKey === undefined || endpoint === undefined ? undefined : { endpoint, newKey, reason: 'random' };
    },
  );
}

/** What both modes share: the cookie's pod is kept, unless there is none, or it failed and may be changed. */
function sticky(
  changeOnFailure: boolean,
  find: (key: string) => ServiceEndpoint | undefined,
  pickNew: (failed: ReadonlySet<string>) => Chosen | undefined,
): Balancer {
  return {
    choose({ cookieKey, failed }) {
      const endpoint = cookieKey === undefined ? undefined : find(cookieKey);
      const mayChange = failed.size > 0 && changeOnFailure;
      return endpoint === undefined || mayChange ? pickNew(failed) : { endpoint, reason: 'cookie' };
    },
  };
}
