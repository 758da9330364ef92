import { describe, expect, test } from 'vitest';
import { fullCookie, shop, unreadPaths } from '../../test/ingress-shop.ts';
import { type KubernetesObject, parseDocuments, routers } from '../index.ts';

const { render, read } = routers['f5-nginx-virtualserver'];
const virtualServer = (spec: string): KubernetesObject[] =>
  parseDocuments(`apiVersion: k8s.nginx.org/v1\nkind: VirtualServer\nmetadata: {name: shop}\nspec: ${spec}\n`);

describe('render', () => {
  test('a cookie becomes the sessionCookie of an upstream', () => {
    const tls = [{ host: 'shop.example', secretName: 'cert' }];
    expect(render({ ...shop, className: 'nginx', tls }, fullCookie)).toEqual({
      objects: [
        {
          apiVersion: 'k8s.nginx.org/v1',
          kind: 'VirtualServer',
          metadata: { name: 'shop', namespace: 'team' },
          spec: {
            ingressClassName: 'nginx',
            host: 'shop.example',
            tls: { secret: 'cert' },
            upstreams: [
              {
                name: 'web',
                service: 'web',
                port: 80,
                sessionCookie: {
                  enable: true,
                  name: 'id',
                  path: '/cart',
                  expires: '3600s',
                  domain: 'shop.example',
                  httpOnly: true,
                  secure: true,
                  samesite: 'lax',
                },
              },
            ],
            routes: [{ path: '/', action: { pass: 'web' } }],
          },
        },
      ],
      losses: [],
    });
  });

  test('paths become locations, and ports of one Service upstreams of their own', () => {
    const rules = [
      { host: 'a.example', path: '/a', match: 'exact', service: 'web', port: 80 },
      { host: 'a.example', path: '/b[0-9]', match: 'regex', service: 'web', port: 81 },
    ] as const;
    expect(render({ ...shop, rules }, { kind: 'client-address' }).objects[0]).toMatchObject({
      spec: {
        upstreams: [
          { name: 'web', port: 80, 'lb-method': 'ip_hash' },
          { name: 'web-2', port: 81, 'lb-method': 'ip_hash' },
        ],
        routes: [
          { path: '=/a', action: { pass: 'web' } },
          { path: '~^/b[0-9]', action: { pass: 'web-2' } },
        ],
      },
    });
  });

  test.each(['session-id', 'a.b', 'a~b'])('the cookie name %s is refused, and the error says what takes it', (name) => {
    expect(() => render(shop, { ...fullCookie, name })).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining('f5-nginx') }),
    );
  });

  test('a rule for every host is refused, and the error says what takes one', () => {
    const rules = [{ path: '/', match: 'prefix', service: 'web', port: 80 }] as const;
    expect(() => render({ ...shop, rules }, { kind: 'none' })).toThrow(
      expect.objectContaining({ code: 'unsupported-routing', message: expect.stringContaining('f5-nginx') }),
    );
  });
});

describe('read', () => {
  test('upstreams that stick differently are readings of their own', () => {
    const readings = read(
      virtualServer(`
  host: cafe.example
  upstreams:
    - {name: tea, service: tea-svc, port: 80, sessionCookie: {enable: true, name: srv_id, expires: 2h}}
    - {name: coffee, service: coffee-svc, port: 80, lb-method: least_conn, use-cluster-ip: true}
  routes:
    - {path: /tea, action: {pass: tea}}
    - {path: ~* ^/coffee, action: {pass: coffee}}
    - {path: /beer, action: {redirect: {url: "http://www.nginx.com"}}}`),
    );
    expect(readings).toMatchObject([
      {
        routing: { rules: [{ host: 'cafe.example', path: '/tea', match: 'prefix', service: 'tea-svc', port: 80 }] },
        affinity: { kind: 'cookie', name: 'srv_id', strength: 'pinned', maxAgeSeconds: 7200 },
      },
      { routing: { rules: [{ path: '/coffee', match: 'regex' }] }, affinity: { kind: 'none' } },
    ]);
    expect(unreadPaths(readings)).toEqual([
      'spec.upstreams.1.lb-method',
      'spec.upstreams.1.use-cluster-ip',
      'spec.routes.1.path',
      'spec.routes.2.action.redirect',
    ]);
  });

  test('a cookie that is not enabled keeps nobody', () => {
    const [reading] = read(
      virtualServer(
        '{host: a.example, upstreams: [{name: a, service: a, port: 1, sessionCookie: {name: b}}], routes: [{path: /, action: {pass: a}}]}',
      ),
    );
    expect(reading).toMatchObject({
      affinity: { kind: 'none' },
      unread: [{ reason: 'Does nothing without enable: true.' }],
    });
  });
});
