import { afterEach, describe, expect, test, vi } from 'vitest';
import { backendKey, balancedKey, endpointId, persistentKey } from './affinity-key.ts';

// Cookies that ingress-nginx itself has issued.
test.each([
  {
    upstream: 'default-hello-80',
    endpoint: '10.244.0.10:80',
    cookie: '4d096972498ac6f0920b8ee899eb34c5|27d12eef0f9cada1b63242bb0030d73c',
  },
  {
    upstream: 'access-router-production-web-80',
    endpoint: '10.184.7.40:8080',
    cookie: 'ce8f959dcbe10d546cb8a4cc705e10f0|3ec0ac2d8dd2cda20a93dee13e737231',
  },
])('the keys of $upstream at $endpoint are those of ingress-nginx', ({ upstream, endpoint, cookie }) => {
  expect(`${persistentKey(upstream, endpoint)}|${backendKey(upstream)}`).toBe(cookie);
});

test('an endpoint is named by its address and port, IPv6 in brackets', () => {
  expect(endpointId({ ip: '10.0.0.1', port: 80 })).toBe('10.0.0.1:80');
  expect(endpointId({ ip: 'fd00::1', port: 80 })).toBe('[fd00::1]:80');
});

describe('a balanced key', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    [1, '1700000001.25'],
    [20, '1700000020.25'],
  ])('is the time of attempt %d, which is so many seconds ahead, the process and a number', (attempt, time) => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_250 });
    expect(balancedKey(attempt)).toMatch(new RegExp(`^${time}\\.${process.pid}\\.\\d+$`));
  });

  test('has a number from 1 to 999999', () => {
    const numbers = Array.from({ length: 20_000 }, () => Number(balancedKey(1).split('.').at(-1)));
    // The chance that none of so many is in the last hundredth, or in the first, is one in 10^87.
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(1);
    expect(Math.min(...numbers)).toBeLessThan(10_000);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(999_999);
    expect(Math.max(...numbers)).toBeGreaterThan(990_000);
  });
});
