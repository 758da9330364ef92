import { describe, expect, test } from 'vitest';
import { readRequestHead } from '../proxy/read-request-head.ts';
import type { RequestHead } from '../proxy/route.ts';
import { type SslRedirectSettings, sslRedirect } from './ssl-redirect.ts';

const defaults: SslRedirectSettings = {
  sslRedirect: true,
  forceSslRedirect: false,
  preserveTrailingSlash: false,
  path: '/',
};

function request(target = '/a?b=1', scheme: 'http' | 'https' = 'http', host = 'Sticky.info:8080'): RequestHead {
  const facts = { scheme, client: { address: '127.0.0.1', port: 1 }, localPort: 80, serverName: undefined };
  const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, 'X-Forwarded-Proto: https'];
  const head = readRequestHead(lines.join('\r\n'), 10, facts);
  if ('refused' in head) throw new Error(`refused with ${head.refused}`);
  return head;
}

describe('a request without TLS', () => {
  test('is sent to https where the host has TLS, under the name that it used', () => {
    expect(sslRedirect(request(), defaults, true, 443)).toBe('https://Sticky.info/a?b=1');
  });

  test('is served where the host has none', () => {
    expect(sslRedirect(request(), defaults, false, 443)).toBeUndefined();
  });

  test('is served where the annotation says so', () => {
    expect(sslRedirect(request(), { ...defaults, sslRedirect: false }, true, 443)).toBeUndefined();
  });

  test('is sent to https without a certificate, too, where it is forced', () => {
    const forced = { ...defaults, forceSslRedirect: true, sslRedirect: false };

    expect(sslRedirect(request(), forced, false, 443)).toBe('https://Sticky.info/a?b=1');
  });

  test('for an ACME challenge is served in any case', () => {
    const challenge = { ...defaults, forceSslRedirect: true, path: '/.well-known/acme-challenge/token' };

    expect(sslRedirect(request(), challenge, true, 443)).toBeUndefined();
  });

  test('is told the real port', () => {
    expect(sslRedirect(request(), defaults, true, 8443)).toBe('https://Sticky.info:8443/a?b=1');
    expect(sslRedirect(request('/', 'http', '[::1]:80'), defaults, true, 443)).toBe('https://[::1]');
  });

  test.each([
    ['/', 'https://sticky.info'],
    ['/a/', 'https://sticky.info/a'],
    ['/a?b=/', 'https://sticky.info/a?b='],
  ])('for %s loses its closing slash, unless it is to be kept', (target, location) => {
    const plain = request(target, 'http', 'sticky.info');

    expect(sslRedirect(plain, defaults, true, 443)).toBe(location);
    expect(sslRedirect(plain, { ...defaults, preserveTrailingSlash: true }, true, 443)).toBe(`${location}/`);
  });
});

test('a request with TLS is served', () => {
  const forced = { ...defaults, forceSslRedirect: true };

  expect(sslRedirect(request('/', 'https'), forced, true, 443)).toBeUndefined();
});
