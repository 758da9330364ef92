import { describe, expect, test } from 'vitest';
import { requestHead } from '../../../testing/request-head.ts';
import { endpointId } from '../affinity-key.ts';
import type { Attempt } from './balancer.ts';
import { Ewma } from './ewma.ts';

const [fast, slow, other] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((ip) => ({ ip, port: 8080 })) as [Pod, Pod, Pod];
type Pod = { ip: string; port: number };

function attempt(...failed: Pod[]): Attempt {
  const request = { head: requestHead(), server: '_', target: '/' };
  return { request, cookieKey: undefined, failed: new Set(failed.map(endpointId)) };
}

/** Lets each pod of the balancer be met once, with its response time. */
function teach(ewma: Ewma, times: ReadonlyMap<Pod, number>): void {
  for (const [pod, milliseconds] of times) {
    const others = [...times.keys()].filter((candidate) => candidate !== pod);
    ewma.choose(attempt(...others))?.observe?.(milliseconds);
  }
}

function chosen(ewma: Ewma, count = 50): Set<string | undefined> {
  return new Set(Array.from({ length: count }, () => ewma.choose(attempt())?.endpoint.ip));
}

/** A clock that stands still until it is set. */
function clock(): { (): number; set(seconds: number): void } {
  let now = 1_700_000_000;
  return Object.assign(() => now, {
    set: (seconds: number) => {
      now = 1_700_000_000 + seconds;
    },
  });
}

test('of two pods, the one that answered faster is chosen', () => {
  const ewma = new Ewma([fast, slow]);
  teach(
    ewma,
    new Map([
      [fast, 10],
      [slow, 200],
    ]),
  );
  expect(chosen(ewma)).toEqual(new Set([fast.ip]));
  expect(ewma.choose(attempt())?.reason).toBe('least loaded');
});

test('of more pods, two are drawn by lot and the faster of them is chosen: never the slowest, but not always the fastest', () => {
  const ewma = new Ewma([fast, slow, other]);
  teach(
    ewma,
    new Map([
      [fast, 10],
      [other, 50],
      [slow, 200],
    ]),
  );
  expect(chosen(ewma, 200)).toEqual(new Set([fast.ip, other.ip]));
});

test('pods of which nothing is known yet are met at random', () => {
  expect(chosen(new Ewma([fast, slow, other]), 200).size).toBe(3);
});

test('a response time weighs less as it ages, by 1/e in 10 seconds', () => {
  const now = clock();
  const ewma = new Ewma([fast, slow], undefined, now);
  teach(
    ewma,
    new Map([
      [fast, 100],
      [slow, 260],
    ]),
  );
  expect(chosen(ewma)).toEqual(new Set([fast.ip]));

  // 260 ms are 96 ms by then, and the other one is what it just was: (1 - 1/e) of 100 ms and what is left of the old.
  now.set(10);
  ewma.choose(attempt(slow))?.observe?.(100);
  expect(chosen(ewma)).toEqual(new Set([slow.ip]));
});

test('a try that failed is not repeated with the same pod, as long as there are others', () => {
  const ewma = new Ewma([fast, slow]);
  expect(ewma.choose(attempt(fast))?.endpoint).toEqual(slow);
  expect([fast, slow]).toContainEqual(ewma.choose(attempt(fast, slow))?.endpoint);
});

describe('when the pods change', () => {
  test('those that stay keep what is known of them', () => {
    const before = new Ewma([fast, slow]);
    teach(
      before,
      new Map([
        [fast, 10],
        [slow, 200],
      ]),
    );
    expect(chosen(new Ewma([slow, fast], before))).toEqual(new Set([fast.ip]));
  });

  test('a new one begins with the average of the others, so that it is not flooded', () => {
    const now = clock();
    const before = new Ewma([fast, slow], undefined, now);
    teach(
      before,
      new Map([
        [fast, 10],
        [slow, 200],
      ]),
    );
    const after = new Ewma([fast, slow, other], before, now);
    // Against the slow one it wins, against the fast one it loses.
    expect(after.choose(attempt(fast))?.endpoint).toEqual(other);
    expect(after.choose(attempt(slow))?.endpoint).toEqual(fast);
  });

  test('what is known of one that went is forgotten', () => {
    const now = clock();
    const both = new Ewma([fast, slow], undefined, now);
    teach(
      both,
      new Map([
        [fast, 10],
        [slow, 200],
      ]),
    );
    const without = new Ewma([fast], both, now);
    const again = new Ewma([fast, slow], without, now);
    expect(chosen(again).size).toBe(2);
  });
});

test('without pods there is nobody, and with one there is no choice', () => {
  expect(new Ewma([]).choose(attempt())).toBeUndefined();
  expect(new Ewma([fast]).choose(attempt())).toMatchObject({ endpoint: fast, reason: 'only one' });
});
