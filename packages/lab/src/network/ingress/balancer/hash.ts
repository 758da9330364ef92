import { randomInt } from 'node:crypto';
import type { ServiceEndpoint } from '../../endpoints.ts';
import { endpointId } from '../affinity-key.ts';
import { evaluate, type NginxExpression } from '../nginx-expression.ts';
import type { Balancer } from './balancer.ts';
import { ConsistentHash } from './consistent-hash.ts';

/** `upstream-hash-by`: requests for which the expression has one value meet one pod, also at every retry. */
export function hash(endpoints: readonly ServiceEndpoint[], by: NginxExpression): Balancer {
  const byId = new Map(endpoints.map((endpoint) => [endpointId(endpoint), endpoint]));
  const ring = new ConsistentHash([...byId.keys()]);
  return {
    choose({ request }) {
      const endpoint = byId.get(ring.find(evaluate(by, request)) ?? '');
      return endpoint === undefined ? undefined : { endpoint, reason: 'hash' };
    },
  };
}

/** `upstream-hash-by-subset`: one value of the expression has a few pods, of which each try takes one at random. */
export function hashSubset(endpoints: readonly ServiceEndpoint[], by: NginxExpression, size: number): Balancer {
  const ring = new ConsistentHash(subsetIds(endpoints.length, size));
  return {
    choose({ request }) {
      const id = ring.find(evaluate(by, request));
      const endpoint = id === undefined ? undefined : memberOf(endpoints, size, id, randomInt(Math.min(size, MOST)));
      return endpoint === undefined ? undefined : { endpoint, reason: 'hash' };
    },
  };
}

/** What a lot can be drawn from; a subset of more members than this has all endpoints many times over. */
const MOST = 2 ** 32;

/** `set1`, `set2`, …: as many as hold all endpoints, by the names that the ring has for them (balancer/chashsubset.lua). */
export function subsetIds(endpoints: number, size: number): readonly string[] {
  return Array.from({ length: size > 0 ? Math.ceil(endpoints / size) : 0 }, (_, index) => `set${index + 1}`);
}

/** The sets are cut from the endpoints in their order; what the last one lacks it takes from the beginning. */
export function memberOf(
  endpoints: readonly ServiceEndpoint[],
  size: number,
  id: string,
  position: number,
): ServiceEndpoint | undefined {
  return endpoints[((Number(id.slice(3)) - 1) * size + position) % endpoints.length];
}
