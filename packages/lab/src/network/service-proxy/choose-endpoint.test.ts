import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, TestServices } from '../../testing/services.ts';
import { portsAddressing } from '../addressing.ts';
import { chooseEndpoint } from './choose-endpoint.ts';
import { ClientAffinity } from './client-affinity.ts';

function endpoints(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => ({ ip: `10.0.0.${from + index}`, port: 80 }));
}

/** Upper critical values of the chi-square distribution at 0.001, by degrees of freedom: NIST/SEMATECH e-Handbook 1.3.6.7.4. */
const CRITICAL: Readonly<Record<number, number>> = { 1: 10.828, 2: 13.816, 4: 18.467, 9: 27.877 };

function chiSquare(met: readonly string[], pods: number): number {
  const counts = Map.groupBy(met, (pod) => pod);
  const expected = met.length / pods;
  const missing = (pods - counts.size) * expected;
  return [...counts.values()].reduce((sum, { length }) => sum + (length - expected) ** 2 / expected, missing);
}

const CONNECTIONS = 5_000;

// A fair choice fails such a test once in a thousand times; a second time in a row, once in a million.
describe('new connections are uniform over the ready pods (chi-square, p > 0.001)', { retry: 1 }, () => {
  test.each([2, 3, 5, 10])('as chosen among %i', (pods) => {
    const ready = endpoints(pods);

    const met = Array.from({ length: CONNECTIONS }, () => chooseEndpoint({ ready, draining: [] }, undefined));

    expect(
      chiSquare(
        met.map((choice) => choice?.endpoint.ip ?? ''),
        pods,
      ),
    ).toBeLessThan(CRITICAL[pods - 1] ?? 0);
  });

  test('as met by clients of a Service with 5 pods', { timeout: 20_000 }, async () => {
    const services = new TestServices(portsAddressing());
    services.endpoints(await services.startPods(5));
    services.create({ type: 'LoadBalancer' });
    const address = await services.address();

    const met: string[] = [];
    while (met.length < CONNECTIONS) {
      met.push(...(await Promise.all(Array.from({ length: 100 }, () => ask(address)))));
    }

    expect(chiSquare(met, 5)).toBeLessThan(CRITICAL[4] ?? 0);
  });
});

describe('the choice', () => {
  test('says why it fell', () => {
    const client = { address: 'client', affinity: new ClientAffinity(), timeoutSeconds: 10 };

    expect(chooseEndpoint({ ready: endpoints(1), draining: [] }, undefined)?.reason).toBe('only one');
    expect(chooseEndpoint({ ready: endpoints(2), draining: [] }, client)?.reason).toBe('random');
    expect(chooseEndpoint({ ready: endpoints(2), draining: [] }, client)?.reason).toBe('client address');
  });

  test('falls on one on its way out exactly where none is ready, and on none where there is none', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), (ready, draining) => {
        const chosen = chooseEndpoint({ ready: endpoints(ready), draining: endpoints(draining, 100) }, undefined);
        const from = ready > 0 ? endpoints(ready) : endpoints(draining, 100);
        if (from.length === 0) expect(chosen).toBeUndefined();
        else expect(from).toContainEqual(chosen?.endpoint);
      }),
    );
  });
});
