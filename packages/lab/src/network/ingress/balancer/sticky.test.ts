import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestHead } from '../../../testing/request-head.ts';
import { endpointId, persistentKey } from '../affinity-key.ts';
import type { Attempt } from './balancer.ts';
import { ConsistentHash } from './consistent-hash.ts';
import { stickyBalanced, stickyPersistent } from './sticky.ts';

const NAME = 'default-web-80';
const pods = Array.from({ length: 4 }, (_, index) => ({ ip: `10.0.0.${index + 1}`, port: 8080 }));
const ids = pods.map(endpointId);

function attempt(cookieKey: string | undefined, failed: readonly string[] = []): Attempt {
  return { request: { head: requestHead(), server: '_', target: '/' }, cookieKey, failed: new Set(failed) };
}

/** Any part of the pods, as those that have failed. */
const someIds = fc.subarray(ids);

describe('balanced', () => {
  const balancer = stickyBalanced(pods, false);

  test('every key has its pod, of any bytes, and no new one is made up for it', () => {
    const ring = new ConsistentHash(ids);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), someIds, (key, failed) => {
        const chosen = balancer.choose(attempt(key, failed));
        expect(chosen && endpointId(chosen.endpoint)).toBe(ring.find(key));
        expect(chosen).not.toHaveProperty('newKey');
      }),
    );
  });

  test('a new pick is the pod of the new key, and one not met yet as long as there is one', () => {
    fc.assert(
      fc.property(someIds, (failed) => {
        const chosen = balancer.choose(attempt(undefined, failed));
        // Twenty keys may all belong to pods that have failed: seldom, unless there is no other.
        if (chosen === undefined) {
          expect(failed.length).toBeGreaterThanOrEqual(3);
          return;
        }
        expect(failed).not.toContain(endpointId(chosen.endpoint));
        expect(new ConsistentHash(ids).find(chosen.newKey ?? '')).toBe(endpointId(chosen.endpoint));
      }),
    );
  });
});

test('balanced gives up after twenty new keys that belong to pods met before', () => {
  const many = Array.from({ length: 15 }, (_, index) => ({ ip: `10.0.1.${index + 1}`, port: 8080 }));
  const [left = '', ...met] = many.map(endpointId);
  const keys = Array.from({ length: 50_000 }, (_, index) => `${1_700_000_000 + index}.34.${(index * 7_919) % 999_999}`);
  const ring = new ConsistentHash(many.map(endpointId));
  const share = keys.filter((key) => ring.find(key) === left).length / keys.length;
  const balancer = stickyBalanced(many, false);

  const draws = Array.from({ length: 4_000 }, () => balancer.choose(attempt(undefined, met)));

  const given = draws.filter((chosen) => chosen === undefined).length / draws.length;
  // Some 25 %, with a standard deviation of 0.7; of ten keys it would be 50, of forty 6.
  expect(Math.abs(given - (1 - share) ** 20)).toBeLessThan(0.05);
});

describe('persistent', () => {
  const balancer = stickyPersistent(NAME, pods, false);

  test('a key has the one pod that it was made of, and any other key none', () => {
    for (const pod of pods) {
      expect(balancer.choose(attempt(persistentKey(NAME, endpointId(pod))))).toEqual({
        endpoint: pod,
        reason: 'cookie',
      });
      expect(balancer.choose(attempt(persistentKey('default-other-80', endpointId(pod))))?.reason).toBe('random');
    }
    fc.assert(fc.property(fc.string(), (key) => balancer.choose(attempt(key))?.newKey !== undefined));
  });

  test('a new pick is at random among those not met yet, with the key that names it', () => {
    fc.assert(
      fc.property(someIds, (failed) => {
        const chosen = balancer.choose(attempt(undefined, failed));
        const id = chosen === undefined ? '' : endpointId(chosen.endpoint);
        expect(failed).not.toContain(id);
        expect(chosen?.newKey).toBe(failed.length === ids.length ? undefined : persistentKey(NAME, id));
      }),
    );
    const met = new Set(Array.from({ length: 200 }, () => balancer.choose(attempt(undefined))?.endpoint));
    expect(met).toEqual(new Set(pods));
  });
});

describe.each([
  ['balanced', stickyBalanced(pods, true)],
  ['persistent', stickyPersistent(NAME, pods, true)],
])('%s with change-on-failure', (_mode, balancer) => {
  test('leaves the pod of the cookie once it has failed, not before', () => {
    const key = persistentKey(NAME, ids[0] ?? '');
    const first = balancer.choose(attempt(key));
    expect(first).not.toHaveProperty('newKey');
    const id = first === undefined ? '' : endpointId(first.endpoint);
    const second = balancer.choose(attempt(key, [id]));
    expect(second?.newKey).toBeDefined();
    expect(second?.endpoint).not.toEqual(first?.endpoint);
  });
});

test('without pods there is nobody to choose', () => {
  expect(stickyBalanced([], false).choose(attempt('key'))).toBeUndefined();
  expect(stickyPersistent(NAME, [], false).choose(attempt('key'))).toBeUndefined();
});
