import { expect, test } from 'vitest';
import { SHOP } from '../../test/gateway.ts';
import { type Affinity, type RouterId, routers, toYaml } from '../index.ts';

const linesOf = (id: RouterId, affinity: Affinity) =>
  toYaml(routers[id].render(SHOP, affinity).objects)
    .split('\n')
    .map((line) => line.trim());

test('a session that lasts says how long, and that there are no days', () => {
  const lines = linesOf('gateway-api', { kind: 'cookie', name: 'key', strength: 'pinned', maxAgeSeconds: 172800 });
  const before = (line: string) => lines[lines.indexOf(line) - 1];
  expect(before('absoluteTimeout: 48h')).toBe(
    '# A session ends "48h" after it began, used or not. There are no days: 2d is 48h.',
  );
  expect(before('lifetimeType: Permanent')).toMatch(/^# Permanent: /);
  expect(before('sessionPersistence:')).toMatch(/^# Experimental: /);
});

test("a policy's sessionAffinity is not taken for that of a Service", () => {
  const lines = linesOf('gke-gateway', { kind: 'cookie', name: 'GCLB', strength: 'hashed' });
  expect(lines[lines.indexOf('sessionAffinity:') - 1]).toBe('default:');
});

test('a hash of the address says what it takes', () => {
  const lines = linesOf('nginx-gateway-fabric', { kind: 'client-address' });
  expect(lines[lines.indexOf('loadBalancingMethod: ip_hash') - 1]).toMatch(/^# Who comes from one address/);
});
