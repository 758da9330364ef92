import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { listen } from './server.ts';

const anywhere = { host: '127.0.0.1', port: 0 };

test('a request that does not end is cut when the time is up, and counted', async () => {
  const handled = Promise.withResolvers<void>();
  const server = await listen(() => handled.resolve(), anywhere);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await handled.promise;

  expect(await server.drain(50)).toBe(1);
  await closed;
});

const hasIPv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

test.runIf(hasIPv6)('an IPv6 address stands in brackets', async () => {
  const server = await listen(() => {}, { host: '::1', port: 0 });
  expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect(await server.drain(0)).toBe(0);
});

test('an address that cannot be had is an error with the code of the system', async () => {
  const first = await listen(() => {}, anywhere);
  const taken = { host: '127.0.0.1', port: Number(new URL(first.url).port) };
  await expect(listen(() => {}, taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.drain(0);
});
