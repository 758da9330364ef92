import { describe, expect, test } from 'vitest';
import { fullCookie, ingressOfShop, shop, unreadPaths } from '../../test/ingress-shop.ts';
import { DEFAULT_AFFINITY, routers } from '../index.ts';

const { render, read } = routers['f5-nginx'];
const STICKY = 'nginx.org/sticky-cookie-services';
const annotationsOf = (...intent: Parameters<typeof render>) => render(...intent).objects[0]?.metadata.annotations;
const affinitiesOf = (annotations: Record<string, string>) =>
  read([ingressOfShop(annotations)]).map(({ affinity }) => affinity);

describe('render', () => {
  test('a cookie becomes an entry for each Service, with all that the intent says', () => {
    const rules = [...shop.rules, { path: '/api', match: 'exact', service: 'api', port: 'http' } as const];
    expect(annotationsOf({ ...shop, rules }, fullCookie)).toEqual({
      [STICKY]: [
        'serviceName=web id expires=3600s domain=shop.example httponly secure samesite=lax path=/cart',
        'serviceName=api id expires=3600s domain=shop.example httponly secure samesite=lax path=/cart',
      ].join(';'),
    });
  });

  test('what was hashed becomes pinned, and is told', () => {
    expect(render(shop, DEFAULT_AFFINITY).losses).toMatchObject([{ field: 'strength', instead: 'pinned' }]);
  });

  test('addresses and headers become a method', () => {
    expect(annotationsOf(shop, { kind: 'client-address' })).toEqual({ 'nginx.org/lb-method': 'ip_hash' });
    expect(annotationsOf(shop, { kind: 'header', name: 'x-user' })).toEqual({
      'nginx.org/lb-method': 'hash $http_x_user consistent',
    });
  });

  test('one regular expression makes all paths of the Ingress such', () => {
    const rules = [
      { path: '/a', match: 'prefix', service: 'web', port: 80 },
      { path: '/b[0-9]', match: 'regex', service: 'web', port: 80 },
    ] as const;
    const { objects, needs } = render({ ...shop, rules }, { kind: 'none' });
    expect(objects[0]).toMatchObject({
      metadata: { annotations: { 'nginx.org/path-regex': 'case_sensitive' } },
      spec: { rules: [{ http: { paths: [{ path: '/a(/|$)' }, { path: '/b[0-9]' }] } }] },
    });
    expect(needs).toEqual([expect.stringContaining('-allow-empty-ingress-host')]);
  });
});

describe('read', () => {
  test("the example of F5's documentation, by the name of NGINX Plus", () => {
    expect(
      affinitiesOf({ 'nginx.com/sticky-cookie-services': 'serviceName=web srv_id expires=1h path=/coffee' }),
    ).toEqual([{ kind: 'cookie', name: 'srv_id', strength: 'pinned', maxAgeSeconds: 3600, path: '/coffee' }]);
  });

  test('the open name wins over that of NGINX Plus, which is named', () => {
    const both = { [STICKY]: 'serviceName=web a', 'nginx.com/sticky-cookie-services': 'serviceName=web b' };
    expect(affinitiesOf(both)).toMatchObject([{ name: 'a' }]);
    expect(unreadPaths(read([ingressOfShop(both)]))).toEqual(['metadata.annotations.nginx.com/sticky-cookie-services']);
  });

  test.each(['serviceName=web a; serviceName=api b', 'web a', 'serviceName=web', ''])(
    '%j counts for nothing',
    (value) => {
      expect(affinitiesOf({ [STICKY]: value })).toEqual([{ kind: 'none' }]);
      expect(unreadPaths(read([ingressOfShop({ [STICKY]: value })]))).toEqual([`metadata.annotations.${STICKY}`]);
    },
  );

  test('an entry for a Service elsewhere, and a parameter that nginx does not know, are named', () => {
    const [reading] = read([ingressOfShop({ [STICKY]: 'serviceName=web a hash=md5;serviceName=api b' })]);
    expect(reading?.unread.map(({ reason }) => reason)).toEqual([
      'nginx knows no "hash" of a cookie.',
      expect.stringContaining('does not lead to the Service "api"'),
    ]);
  });

  test.each([
    ['ip_hash', 'client-address'],
    ['hash $remote_addr', 'client-address'],
    ['hash $http_x_user consistent', 'header'],
    ['hash $request_uri', 'none'],
    ['least_conn', 'none'],
  ])('the method %s keeps clients by %s', (method, kind) => {
    expect(affinitiesOf({ 'nginx.org/lb-method': method })).toMatchObject([{ kind }]);
  });

  test('path-regex: exact makes all paths exact', () => {
    const [reading] = read([ingressOfShop({ 'nginx.org/path-regex': 'exact' }, '/cart')]);
    expect(reading).toMatchObject({ routing: { rules: [{ path: '/cart', match: 'exact' }] }, unread: [] });
  });

  test("ingress-nginx's annotations mean nothing to it", () => {
    expect(affinitiesOf({ 'nginx.ingress.kubernetes.io/affinity': 'cookie' })).toEqual([{ kind: 'none' }]);
  });
});
