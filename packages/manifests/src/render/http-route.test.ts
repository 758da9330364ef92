import { describe, expect, test } from 'vitest';
import { SHOP } from '../../test/gateway.ts';
import type { Routing, Rule } from '../index.ts';
import { gatewayRouting } from './http-route.ts';

const of = (routing: Routing) => gatewayRouting(routing, { className: 'eg' });
const rule = (host: string, path: string, service = 'shop'): Rule => ({
  host,
  path,
  match: 'prefix',
  service,
  port: 80,
});

test('a routing becomes a Gateway with listeners, and an HTTPRoute on it', () => {
  expect(of(SHOP)).toEqual({
    gateway: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'shop', namespace: 'web' },
      spec: {
        gatewayClassName: 'eg',
        listeners: [
          { name: 'http', protocol: 'HTTP', port: 80 },
          {
            name: 'https',
            hostname: 'shop.example',
            protocol: 'HTTPS',
            port: 443,
            tls: { mode: 'Terminate', certificateRefs: [{ name: 'shop-cert' }] },
          },
        ],
      },
    },
    routes: [
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'shop', namespace: 'web' },
        spec: {
          parentRefs: [{ name: 'shop' }],
          hostnames: ['shop.example'],
          rules: [
            {
              matches: [{ path: { type: 'PathPrefix', value: '/' } }],
              backendRefs: [{ name: 'shop', port: 80 }],
            },
          ],
        },
      },
    ],
    losses: [],
    needs: [],
  });
});

describe('an HTTPRoute', () => {
  test('is of one host, since its hostnames are for all of its rules', () => {
    const { routes } = of({
      ...SHOP,
      rules: [rule('a.example', '/'), rule('*.b.example', '/b'), rule('a.example', '/c')],
    });
    expect(routes.map(({ metadata: { name } }) => name)).toEqual(['shop-a.example', 'shop--b.example']);
    expect(routes[0]).toHaveProperty('spec.hostnames', ['a.example']);
    expect(routes[1]).toHaveProperty('spec.hostnames', ['*.b.example']);
  });

  test('has one rule for each Service, so that its paths share a session', () => {
    const { routes } = of({
      ...SHOP,
      rules: [rule('a.example', '/'), rule('a.example', '/api', 'api'), rule('a.example', '/c')],
    });
    expect(routes[0]).toHaveProperty('spec.rules.length', 2);
    expect(routes[0]).toHaveProperty('spec.rules.0.matches.length', 2);
  });

  test('holds 16 rules and 128 matches: more go into a further one of the same host', () => {
    const many = Array.from({ length: 17 }, (_, index) => rule('a.example', `/${index}`, `service-${index}`));
    const { routes } = of({ ...SHOP, rules: many });
    expect(routes.map(({ metadata: { name } }) => name)).toEqual(['shop', 'shop-2']);
    expect(routes[1]).toHaveProperty('spec.rules.length', 1);
  });

  test('matches exactly, by prefix and by an expression for the whole path', () => {
    const rules: Rule[] = [
      { ...rule('a.example', '/a'), match: 'exact' },
      { ...rule('a.example', '/b[0-9]+'), match: 'regex' },
    ];
    expect(of({ ...SHOP, rules }).routes[0]).toHaveProperty('spec.rules.0.matches', [
      { path: { type: 'Exact', value: '/a' } },
      { path: { type: 'RegularExpression', value: '/b[0-9]+.*' } },
    ]);
  });
});

test('TLS without a Secret gets one to be made, and says so', () => {
  const { gateway, losses, needs } = of({ ...SHOP, tls: [{ host: 'shop.example' }] });
  expect(gateway).toHaveProperty('spec.listeners.1.tls.certificateRefs', [{ name: 'shop-tls' }]);
  expect(losses.map(({ field }) => field)).toEqual(['tls.secretName']);
  expect(needs).toEqual([
    'A Secret shop-tls of type kubernetes.io/tls with a certificate for the hosts that named none.',
  ]);
});

test.each<[string, Routing]>([
  ['a port by name', { ...SHOP, rules: [{ ...rule('a.example', '/'), port: 'http' }] }],
  [
    'more hosts with TLS than listeners',
    { ...SHOP, tls: Array.from({ length: 64 }, (_, at) => ({ host: `${at}.example` })) },
  ],
])('%s cannot be routed', (_, routing) => {
  expect(() => of(routing)).toThrow(expect.objectContaining({ code: 'unsupported-routing' }));
});
