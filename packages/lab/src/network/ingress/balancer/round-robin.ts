import { randomInt } from 'node:crypto';
import type { ServiceEndpoint } from '../../endpoints.ts';
import type { Balancer } from './balancer.ts';

/** `load-balance: round_robin`, ingress-nginx's default: in turn, from a random start. */
export function roundRobin(endpoints: readonly ServiceEndpoint[]): Balancer {
  let next = endpoints.length === 0 ? 0 : randomInt(endpoints.length);
  return {
    choose() {
      const endpoint = endpoints[next];
      next = (next + 1) % Math.max(1, endpoints.length);
      return endpoint === undefined ? undefined : { endpoint, reason: 'round robin' };
    },
  };
}
