import { describe, expect, test } from 'vitest';
import { fullCookie, shop, unreadPaths } from '../../test/ingress-shop.ts';
import { type KubernetesObject, parseDocuments, type Rule, routers } from '../index.ts';

const { render, read } = routers['traefik-ingressroute'];
const route = (spec: string): KubernetesObject[] =>
  parseDocuments(`apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: shop}\nspec: ${spec}\n`);

describe('render', () => {
  test('a cookie stands beside its Service', () => {
    const tls = [{ host: 'shop.example', secretName: 'cert' }];
    expect(render({ ...shop, tls }, fullCookie).objects).toEqual([
      {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'IngressRoute',
        metadata: { name: 'shop', namespace: 'team' },
        spec: {
          routes: [
            {
              kind: 'Rule',
              match: 'Host(`shop.example`)',
              services: [
                {
                  name: 'web',
                  port: 80,
                  sticky: {
                    cookie: {
                      name: 'id',
                      secure: true,
                      httpOnly: true,
                      sameSite: 'lax',
                      maxAge: 3600,
                      path: '/cart',
                      domain: 'shop.example',
                    },
                  },
                },
              ],
            },
          ],
          tls: { secretName: 'cert' },
        },
      },
    ]);
  });

  test('a client address becomes rendezvous hashing, which is younger than the rest', () => {
    const { objects, needs } = render(shop, { kind: 'client-address' });
    expect(objects[0]).toMatchObject({ spec: { routes: [{ services: [{ strategy: 'hrw' }] }] } });
    expect(needs).toEqual(['strategy: hrw needs Traefik 3.6.']);
  });

  test('each host has an object of its own, since the certificate is for all of an object', () => {
    const rules = ['a.example', '*.b.example'].map(
      (host): Rule => ({ host, path: '/', match: 'prefix', service: 'web', port: 80 }),
    );
    const hosts = render({ ...shop, rules }, { kind: 'none' });
    expect(hosts.objects.map(({ metadata }) => metadata.name)).toEqual(['shop-a.example', 'shop--b.example']);
  });
});

describe('read', () => {
  test('several hosts of one rule, and a class', () => {
    const [reading] = read(
      route(
        '{ingressClassName: edge, routes: [{kind: Rule, match: "Host(`a.example`) || Host(`b.example`)", services: [{name: web, port: http, sticky: {cookie: {name: id}}}]}], tls: {}}',
      ),
    );
    expect(reading).toMatchObject({
      routing: {
        className: 'edge',
        rules: [
          { host: 'a.example', path: '/', match: 'prefix', service: 'web', port: 'http' },
          { host: 'b.example', path: '/', match: 'prefix', service: 'web', port: 'http' },
        ],
        tls: [{ host: 'a.example' }, { host: 'b.example' }],
      },
      affinity: { kind: 'cookie', name: 'id', strength: 'pinned' },
      unread: [],
    });
  });

  test.each([
    ['{routes: [{match: "Host(`a`) && Method(`GET`)", services: [{name: a, port: 1}]}]}', 'spec.routes.0.match'],
    [
      '{routes: [{match: "Host(`a`)", services: [{name: a, port: 1, nativeLB: true}]}]}',
      'spec.routes.0.services.0.nativeLB',
    ],
    ['{routes: [{match: "Host(`a`)", services: [{name: a, port: 1}, {name: b, port: 1}]}]}', 'spec.routes.0.services'],
    [
      '{routes: [{match: "Host(`a`)", services: [{name: a, port: 1, kind: TraefikService}]}]}',
      'spec.routes.0.services.0.kind',
    ],
    [
      '{routes: [{match: "Host(`a`)", middlewares: [{name: m}], services: [{name: a, port: 1}]}]}',
      'spec.routes.0.middlewares',
    ],
    ['{entryPoints: [websecure], routes: []}', 'spec.entryPoints'],
    ['{tls: {certResolver: le}, routes: []}', 'spec.tls.certResolver'],
    ['{routes: 3}', 'spec.routes'],
  ])('%s leaves %s', (spec, path) => {
    expect(unreadPaths(read(route(spec)))).toEqual([path]);
  });
});
