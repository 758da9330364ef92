import type { ServiceEndpoint } from '../../endpoints.ts';
import { parseExpression } from '../nginx-expression.ts';
import type { Balancer } from './balancer.ts';
import { Ewma } from './ewma.ts';
import { hash, hashSubset } from './hash.ts';
import { roundRobin } from './round-robin.ts';
import { stickyBalanced, stickyPersistent } from './sticky.ts';

/** How an endpoint is chosen: the algorithm, by its name in ingress-nginx, and all that it goes by. */
export type Balancing =
  | { readonly algorithm: 'round_robin' | 'ewma' }
  | { readonly algorithm: 'chash'; readonly by: string }
  | { readonly algorithm: 'chashsubset'; readonly by: string; readonly size: number }
  | { readonly algorithm: 'sticky_balanced' | 'sticky_persistent'; readonly changeOnFailure: boolean };

/**
 * @param upstream its name, which is part of persistent keys
 * @param before the balancer of the upstream as it was, of which `ewma` takes what it has learnt
 */
export function createBalancer(
  upstream: string,
  balancing: Balancing,
  endpoints: readonly ServiceEndpoint[],
  before?: Balancer,
): Balancer {
  switch (balancing.algorithm) {
    case 'round_robin':
      return roundRobin(endpoints);
    case 'ewma':
      return new Ewma(endpoints, before);
    case 'chash':
      return hash(endpoints, parseExpression(balancing.by));
    case 'chashsubset':
      return hashSubset(endpoints, parseExpression(balancing.by), balancing.size);
    case 'sticky_balanced':
      return stickyBalanced(endpoints, balancing.changeOnFailure);
    case 'sticky_persistent':
      return stickyPersistent(upstream, endpoints, balancing.changeOnFailure);
  }
}
