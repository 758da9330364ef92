import { expect, it } from 'vitest';
import { hostAndPort } from './host-and-port.ts';

it.each([
  ['127.77.2.1:80', '127.77.2.1', 80],
  ['node-1.lan:30080', 'node-1.lan', 30_080],
  ['[::1]:8080', '::1', 8080],
])('reads %s', (text, host, port) => {
  expect(hostAndPort(text)).toEqual({ host, port });
});

it.each(['sticky.info', ':80', '::1:80', '[::g]:80', 'a:0', 'a:65536', 'a:b', 'a b:80', 'http://a:80'])(
  'refuses %s',
  (text) => {
    expect(() => hostAndPort(text)).toThrow('is not HOST:PORT');
  },
);
