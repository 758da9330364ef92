import { isDeepStrictEqual } from 'node:util';
import type { IngressNginxCookie, IngressNginxSettings } from '@sticky/manifests';
import type { ServiceEndpoint } from '../endpoints.ts';
import { backendKey } from './affinity-key.ts';
import type { Balancer } from './balancer/balancer.ts';
import { type Balancing, createBalancer } from './balancer/balancing.ts';
import { type Canary, canaryOf } from './canary.ts';

/** Cookie affinity, as the Ingresses of an upstream ask for it together. */
export interface Affinity {
  readonly mode: 'balanced' | 'persistent';
  readonly cookie: IngressNginxCookie;
  /** Where a new pick sets the cookie: paths as written, by the host of their rules. */
  readonly locations: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What the Ingresses that name one port of one Service say about it together. */
export interface UpstreamFacts {
  /** `namespace-service-port` */
  readonly name: string;
  readonly endpoints: readonly ServiceEndpoint[];
  /** Those of the Ingress that counts for the hash and the algorithm. */
  readonly settings: IngressNginxSettings;
  readonly affinity: Affinity | undefined;
  /** Names of the canaries that may take its requests, of which the first one counts. */
  readonly alternatives: readonly string[];
}

/** The pods behind one or more locations, and how one of them is chosen. */
export interface Upstream extends UpstreamFacts {
  /** The second part of its cookies. */
  readonly backendKey: string;
  /** Set for an upstream that no location names: it takes a part of the requests of others. */
  readonly canary: Canary | undefined;
  readonly balancing: Balancing;
  readonly balancer: Balancer;
}

/** Makes an upstream. The balancer from before goes on, with its turn, unless what it goes by has changed. */
export function buildUpstream(facts: UpstreamFacts, before?: Upstream): Upstream {
  const { name, endpoints, settings } = facts;
  const balancing = balancingOf(facts);
  const isSame =
    before !== undefined &&
    isDeepStrictEqual(balancing, before.balancing) &&
    isDeepStrictEqual(endpoints, before.endpoints);
  const balancer = isSame ? before.balancer : createBalancer(name, balancing, endpoints, before?.balancer);
  const canary = settings.canary === undefined ? undefined : canaryOf(settings.canary);
  return { ...facts, backendKey: backendKey(name), canary, balancing, balancer };
}

/** Cookie affinity is before the hash, and that before `load-balance` (balancer.lua, get_implementation). */
function balancingOf({ settings, affinity }: UpstreamFacts): Balancing {
  const { hashBy, hashBySubset, hashBySubsetSize: size, loadBalance } = settings;
  if (affinity !== undefined) {
    const algorithm = affinity.mode === 'persistent' ? 'sticky_persistent' : 'sticky_balanced';
    return { algorithm, changeOnFailure: affinity.cookie.changeOnFailure === true };
  }
  if (hashBy !== undefined) {
    return hashBySubset ? { algorithm: 'chashsubset', by: hashBy, size } : { algorithm: 'chash', by: hashBy };
  }
  switch (loadBalance) {
    case 'round_robin':
    case 'ewma':
      return { algorithm: loadBalance };
    // Without something to hash by, ingress-nginx hashes the text that its Lua shows for nothing: one pod gets it all.
    case 'chash':
      return { algorithm: 'chash', by: 'nil' };
    case 'chashsubset':
      return { algorithm: 'chashsubset', by: 'nil', size };
    // Without affinity there is no cookie to keep to, and so a new pick at each request.
    case 'sticky_balanced':
    case 'sticky_persistent':
      return { algorithm: loadBalance, changeOnFailure: false };
  }
}
