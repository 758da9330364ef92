import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClientAffinity } from './client-affinity.ts';

const [one, two] = [
  { ip: '10.0.0.1', port: 80 },
  { ip: '10.0.0.2', port: 80 },
];

test('a client is known until its last new connection is longer ago than the timeout', () => {
  const affinity = new ClientAffinity();
  affinity.remember('client', one, 10, 0);

  expect(affinity.find('client', [one, two], 10, 10_000)).toEqual(one);
  expect(affinity.find('client', [one, two], 10, 10_001)).toBeUndefined();

  affinity.remember('client', one, 10, 9_000);
  expect(affinity.find('client', [one, two], 10, 19_000)).toEqual(one);
});

test('another timeout holds for the clients that are known already', () => {
  const affinity = new ClientAffinity();
  affinity.remember('client', one, 10, 0);

  expect(affinity.find('client', [one, two], 100, 50_000)).toEqual(one);
  expect(affinity.find('client', [one, two], 1, 5_000)).toBeUndefined();
});

test('a client is not known by an endpoint that may not be chosen', () => {
  const affinity = new ClientAffinity();
  affinity.remember('client', one, 10, 0);

  expect(affinity.find('client', [two], 10, 1)).toBeUndefined();
});

test('what an endpoint knew is gone with it, also when it comes back', () => {
  const affinity = new ClientAffinity();
  affinity.remember('client', one, 10, 0);

  affinity.keepOnly([two]);

  expect(affinity.find('client', [one, two], 10, 1)).toBeUndefined();
});

test('nobody else is known', () => {
  expect(new ClientAffinity().find('stranger', [one], 10, 0)).toBeUndefined();
});

/** Milliseconds that pass before a client opens a connection, or the endpoints become others. */
const step = fc.record({
  wait: fc.integer({ min: 0, max: 6_000 }),
  client: fc.constantFrom('a', 'b', 'c'),
  endpoint: fc.integer({ min: 0, max: 3 }),
  gone: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4 }),
});

test('whatever happens, a client is known by its last endpoint exactly while both are fresh', () => {
  const endpoints = Array.from({ length: 4 }, (_, index) => ({ ip: `10.0.0.${index}`, port: 80 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), (steps, timeout) => {
      const affinity = new ClientAffinity();
      const last = new Map<string, { at: number; endpoint: number }>();
      let now = 0;
      for (const { wait, client, endpoint, gone } of steps) {
        now += wait;
        if (gone !== null) {
          affinity.keepOnly(endpoints.filter((_, index) => index !== gone));
          for (const [name, known] of last) if (known.endpoint === gone) last.delete(name);
        }
        const known = last.get(client);
        const isFresh = known !== undefined && now - known.at <= timeout * 1000;
        const found = affinity.find(client, endpoints, timeout, now);
        expect(found).toEqual(isFresh ? endpoints[known.endpoint] : undefined);
        const next = isFresh ? known.endpoint : endpoint;
        const chosen = endpoints[next];
        if (chosen !== undefined) affinity.remember(client, chosen, timeout, now);
        last.set(client, { at: now, endpoint: next });
      }
    }),
  );
});
