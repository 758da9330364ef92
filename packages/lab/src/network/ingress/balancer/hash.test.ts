import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestHead } from '../../../testing/request-head.ts';
import { endpointId } from '../affinity-key.ts';
import { parseExpression } from '../nginx-expression.ts';
import type { Attempt } from './balancer.ts';
import { ConsistentHash } from './consistent-hash.ts';
import { hash, hashSubset, memberOf, subsetIds } from './hash.ts';

const uri = parseExpression('$request_uri');

function pods(count: number) {
  return Array.from({ length: count }, (_, index) => ({ ip: `10.0.0.${index + 1}`, port: 8080 }));
}

function attempt(target: string, failed: readonly string[] = []): Attempt {
  return {
    request: { head: requestHead({ target }), server: '_', target },
    cookieKey: undefined,
    failed: new Set(failed),
  };
}

describe('a hash', () => {
  test('is the ring of affinity, over the value of the expression', () => {
    const endpoints = pods(4);
    const ring = new ConsistentHash(endpoints.map(endpointId));
    const balancer = hash(endpoints, uri);
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const chosen = balancer.choose(attempt(`/${path}`));
        expect(chosen && endpointId(chosen.endpoint)).toBe(ring.find(`/${path}`));
        expect(chosen?.reason).toBe('hash');
      }),
    );
  });

  test('keeps to its pod at a retry, also when the pod has failed', () => {
    const balancer = hash(pods(4), uri);
    const first = balancer.choose(attempt('/a'));
    expect(balancer.choose(attempt('/a', [first === undefined ? '' : endpointId(first.endpoint)]))).toEqual(first);
  });

  test('has nobody to choose without pods', () => {
    expect(hash([], uri).choose(attempt('/a'))).toBeUndefined();
    expect(hashSubset([], uri, 3).choose(attempt('/a'))).toBeUndefined();
  });

  test('takes every byte of a value for what it is', () => {
    const endpoints = pods(7);
    const balancer = hash(endpoints, parseExpression('$http_x_user'));
    const ring = new ConsistentHash(endpoints.map(endpointId));
    const value = '\xc3\xa4\xff\x80';
    const head = requestHead({ fields: [['X-User', value]] });
    const chosen = balancer.choose({ ...attempt('/'), request: { head, server: '_', target: '/' } });
    expect(chosen && endpointId(chosen.endpoint)).toBe(ring.find(value));
  });
});

describe('subsets', () => {
  const sizes = fc.integer({ min: 1, max: 12 });
  const counts = fc.integer({ min: 1, max: 30 });

  function members(count: number, size: number): string[][] {
    const endpoints = pods(count);
    return subsetIds(count, size).map((id) =>
      Array.from({ length: size }, (_, position) => memberOf(endpoints, size, id, position)?.ip ?? ''),
    );
  }

  test('are cut in order, and the last one is filled up from the beginning', () => {
    expect(members(7, 3)).toEqual([
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
      ['10.0.0.4', '10.0.0.5', '10.0.0.6'],
      ['10.0.0.7', '10.0.0.1', '10.0.0.2'],
    ]);
    expect(members(2, 5)).toEqual([['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2', '10.0.0.1']]);
  });

  test('hold every pod, are of one size, and no more than needed', () => {
    fc.assert(
      fc.property(counts, sizes, (count, size) => {
        const sets = members(count, size);
        expect(sets).toHaveLength(Math.ceil(count / size));
        expect(new Set(sets.flat())).toEqual(new Set(pods(count).map(({ ip }) => ip)));
        expect(sets.flat().slice(0, count)).toEqual(pods(count).map(({ ip }) => ip));
      }),
    );
  });

  test('give one value the pods of one set only, and in time all of them', () => {
    const balancer = hashSubset(pods(9), uri, 3);
    const met = new Set(Array.from({ length: 200 }, () => balancer.choose(attempt('/a'))?.endpoint.ip ?? ''));
    const sets = members(9, 3).map((set) => new Set(set));
    expect(sets).toContainEqual(met);
  });

  test.each([0, -1])('of size %d are none', (size) => {
    expect(hashSubset(pods(3), uri, size).choose(attempt('/a'))).toBeUndefined();
  });

  test('of a size beyond reason cost nothing', () => {
    const balancer = hashSubset(pods(3), uri, 1e17);
    expect(pods(3)).toContainEqual(balancer.choose(attempt('/a'))?.endpoint);
  });
});
