import { expect, test } from 'vitest';
import { ClientAffinity } from './client-affinity.ts';

const [one, two] = [
  { ip: '10.0.0.1', port: 80 },
  { ip: '10.0.0.2', port: 80 },
];

test('a client is known until it has been silent for the timeout, and each use counts', () => {
  const affinity = new ClientAffinity(10);
  affinity.remember('client', one, 0);

  expect(affinity.find('client', [one, two], 9_000)).toEqual(one);
  expect(affinity.find('client', [one, two], 18_000)).toEqual(one);
  expect(affinity.find('client', [one, two], 28_000)).toBeUndefined();
});

test('a client is not known by an endpoint that may not be chosen', () => {
  const affinity = new ClientAffinity(10);
  affinity.remember('client', one, 0);

  expect(affinity.find('client', [two], 1)).toBeUndefined();
});

test('nobody else is known', () => {
  expect(new ClientAffinity(10).find('stranger', [one], 0)).toBeUndefined();
});
