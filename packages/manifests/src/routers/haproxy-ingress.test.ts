import { describe, expect, test } from 'vitest';
import { fullCookie, ingressOfShop, serviceOfShop, shop, unreadPaths } from '../../test/ingress-shop.ts';
import { routers } from '../index.ts';

const { render, read } = routers['haproxy-ingress'];
const PREFIX = 'haproxy-ingress.github.io/';
const prefixed = (annotations: Record<string, string>) =>
  Object.fromEntries(Object.entries(annotations).map(([name, value]) => [PREFIX + name, value]));
const annotationsOf = (...intent: Parameters<typeof render>) => render(...intent).objects[0]?.metadata.annotations;
const readIngress = (annotations: Record<string, string>) => read([ingressOfShop(prefixed(annotations))]);

describe('render', () => {
  test('a cookie becomes annotations, and what has none a keyword of HAProxy', () => {
    expect(annotationsOf(shop, fullCookie)).toEqual(
      prefixed({
        affinity: 'cookie',
        'session-cookie-name': 'id',
        'session-cookie-domain': 'shop.example',
        'session-cookie-keywords':
          'indirect nocache httponly secure attr Max-Age=3600 attr Path=/cart attr SameSite=Lax',
      }),
    );
  });

  test('SameSite=None with Secure has a word of its own', () => {
    const cookie = { kind: 'cookie', name: 'id', strength: 'pinned', secure: true, sameSite: 'None' } as const;
    expect(annotationsOf(shop, cookie)).toEqual(
      prefixed({ affinity: 'cookie', 'session-cookie-name': 'id', 'session-cookie-same-site': 'true' }),
    );
  });

  test('a regular expression counts beside a prefix', () => {
    const rules = [
      { path: '/a', match: 'prefix', service: 'web', port: 80 },
      { path: '/b[0-9]', match: 'regex', service: 'web', port: 80 },
    ] as const;
    expect(render({ ...shop, rules }, { kind: 'none' }).objects[0]).toMatchObject({
      metadata: { annotations: prefixed({ 'path-type': 'regex' }) },
      spec: {
        rules: [{ http: { paths: [{ path: '/a', pathType: 'Prefix' }, { pathType: 'ImplementationSpecific' }] } }],
      },
    });
  });
});

describe('read', () => {
  test('affinity alone has the usual name', () => {
    expect(readIngress({ affinity: 'cookie' })).toMatchObject([
      {
        affinity: { kind: 'cookie', name: 'INGRESSCOOKIE', strength: 'pinned' },
        assumed: [{ field: 'name' }],
        unread: [],
      },
    ]);
  });

  test('keywords that an affinity cannot say are named', () => {
    const [reading] = readIngress({
      affinity: 'cookie',
      'session-cookie-name': 'a',
      'session-cookie-keywords': 'indirect nocache preserve maxidle 30m attr Priority=High secure',
      'session-cookie-strategy': 'prefix',
      'session-cookie-dynamic': 'true',
    });
    expect(reading?.affinity).toEqual({ kind: 'cookie', name: 'a', strength: 'pinned', secure: true });
    expect(reading?.unread.map(({ reason }) => reason.split(/[ :]/)[0])).toEqual([
      'HAProxy',
      'preserve',
      'maxidle',
      'An',
    ]);
  });

  test('the Service may say it too, and its word counts', () => {
    const ingress = ingressOfShop(prefixed({ affinity: 'cookie', 'session-cookie-name': 'a' }));
    const service = serviceOfShop(prefixed({ 'balance-algorithm': 'hdr(X-User)' }));
    expect(read([ingress, service])).toMatchObject([{ affinity: { kind: 'header', name: 'x-user' } }]);
  });

  test('settings without affinity do nothing', () => {
    const readings = readIngress({ 'session-cookie-name': 'a', affinity: 'Cookie' });
    expect(readings).toMatchObject([{ affinity: { kind: 'none' } }]);
    expect(unreadPaths(readings)).toHaveLength(2);
  });
});
