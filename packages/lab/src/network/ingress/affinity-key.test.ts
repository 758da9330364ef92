import { expect, test } from 'vitest';
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

test('a balanced key is time, process and a number', () => {
  expect(balancedKey(1)).toMatch(new RegExp(`^\\d{10}(\\.\\d{1,3})?\\.${process.pid}\\.[1-9]\\d{0,5}$`));
});
