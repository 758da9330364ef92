import { describe, expect, test } from 'vitest';
import { readRequestHead } from '../proxy/read-request-head.ts';
import type { RequestHead } from '../proxy/route.ts';
import { readLocationSettings } from './annotations/settings.ts';
import { sslRedirect } from './ssl-redirect.ts';

function request(target = '/a?b=1', scheme: 'http' | 'https' = 'http', host = 'Sticky.info:8080'): RequestHead {
  const facts = { scheme, client: { address: '127.0.0.1', port: 1 }, localPort: 80, serverName: undefined };
  const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, 'X-Forwarded-Proto: https'];
  const head = readRequestHead(lines.join('\r\n'), 10, facts);
  if ('refused' in head) throw new Error(`refused with ${head.refused}`);
  return head;
}

interface Given {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly hasTls?: boolean;
  readonly port?: number;
}

function redirected(head: RequestHead, given: Given = {}): string | undefined {
  const { annotations = {}, path = '/', hasTls = true, port = 443 } = given;
  const prefixed = Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]);
  const { settings } = readLocationSettings(Object.fromEntries(prefixed));
  return sslRedirect(head, { ingressPath: path, settings }, { isConfigured: () => hasTls, port });
}

describe('a request without TLS', () => {
  test('is sent to https where the host has TLS, under the name that it used', () => {
    expect(redirected(request())).toBe('https://Sticky.info/a?b=1');
  });

  test('is served where the host has none', () => {
    expect(redirected(request(), { hasTls: false })).toBeUndefined();
  });

  test('is served where the annotation says so', () => {
    expect(redirected(request(), { annotations: { 'ssl-redirect': 'false' } })).toBeUndefined();
  });

  test('is sent to https without a certificate, too, where it is forced', () => {
    const annotations = { 'ssl-redirect': 'false', 'force-ssl-redirect': 'true' };

    expect(redirected(request(), { annotations, hasTls: false })).toBe('https://Sticky.info/a?b=1');
  });

  test('for an ACME challenge is served in any case', () => {
    const annotations = { 'force-ssl-redirect': 'true' };

    expect(redirected(request(), { annotations, path: '/.well-known/acme-challenge/token' })).toBeUndefined();
  });

  test('is told the real port', () => {
    expect(redirected(request(), { port: 8443 })).toBe('https://Sticky.info:8443/a?b=1');
    expect(redirected(request('/', 'http', '[::1]:80'))).toBe('https://[::1]');
    expect(redirected(request(), { annotations: { 'use-port-in-redirects': 'true' } })).toBe(
      'https://Sticky.info:443/a?b=1',
    );
  });

  test.each([
    ['/', 'https://sticky.info'],
    ['/a/', 'https://sticky.info/a'],
    ['/a?b=/', 'https://sticky.info/a?b='],
  ])('for %s loses its closing slash, unless it is to be kept', (target, location) => {
    const plain = request(target, 'http', 'sticky.info');

    expect(redirected(plain)).toBe(location);
    expect(redirected(plain, { annotations: { 'preserve-trailing-slash': 'true' } })).toBe(`${location}/`);
  });
});

test('a request with TLS is served', () => {
  expect(redirected(request('/', 'https'), { annotations: { 'force-ssl-redirect': 'true' } })).toBeUndefined();
});
