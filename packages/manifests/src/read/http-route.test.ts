import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { httpRoute, object, SHOP } from '../../test/gateway.ts';
import type { KubernetesObject } from '../index.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { readHttpRoutes } from './http-route.ts';

const read = (...objects: KubernetesObject[]) => readHttpRoutes(objects, (expression) => expression);
const unreadOf = (...objects: KubernetesObject[]) =>
  read(...objects).flatMap(({ unread }) => unread.map(({ path }) => path.join('.')));

describe('the class and the TLS of a route', () => {
  const { gateway, routes } = gatewayRouting(SHOP, { className: 'eg' });

  test('stand in its Gateway, wherever that is among the objects', () => {
    const [route] = read(...routes, gateway);
    expect(route?.routing).toEqual({ ...SHOP, className: 'eg' });
    expect(route?.unread).toEqual([]);
  });

  test('are not known without the Gateway, nor from one of another namespace', () => {
    const elsewhere = { ...gateway, metadata: { name: 'shop', namespace: 'other' } };
    for (const objects of [routes, [...routes, elsewhere]]) {
      expect(read(...objects)[0]?.routing).toEqual({ ...SHOP, tls: [] });
    }
  });

  test.each([
    [{ sectionName: 'http' }, []],
    [{ sectionName: 'https' }, SHOP.tls],
    [{ port: 443 }, SHOP.tls],
    [{ port: 80 }, []],
  ])('are of the listeners that it names: %j', (parent, tls) => {
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', {
      parentRefs: [{ name: 'shop', ...parent }],
      hostnames: ['shop.example'],
      rules: [{ backendRefs: [{ name: 'shop', port: 80 }] }],
    });
    expect(read(route, gateway)[0]?.routing.tls).toEqual(tls);
  });

  test('of a wildcard listener are of every host below it', () => {
    const wide = object('gateway.networking.k8s.io/v1', 'Gateway', {
      gatewayClassName: 'eg',
      listeners: [
        {
          name: 'a',
          hostname: '*.example',
          port: 443,
          protocol: 'HTTPS',
          tls: { certificateRefs: [{ name: 'wide' }] },
        },
        { name: 'b', hostname: '*.other', port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'other' }] } },
      ],
    });
    expect(read(httpRoute({}), wide)[0]?.routing.tls).toEqual([{ host: '*.example', secretName: 'wide' }]);
  });
});

describe('the rules of a route', () => {
  test('are one for each hostname, match and Service', () => {
    const route = object('gateway.networking.k8s.io/v1beta1', 'HTTPRoute', {
      parentRefs: [{ name: 'shop', kind: 'Gateway', group: 'gateway.networking.k8s.io' }],
      hostnames: ['a.example', 'b.example'],
      rules: [
        {
          matches: [{ path: { type: 'Exact', value: '/a' } }, {}],
          backendRefs: [{ name: 'shop', port: 80, weight: 1, kind: 'Service', group: '' }],
        },
      ],
    });
    const there = (host: string) => [
      { host, path: '/a', match: 'exact', service: 'shop', port: 80 },
      { host, path: '/', match: 'prefix', service: 'shop', port: 80 },
    ];
    expect(read(route)[0]?.routing.rules).toEqual([...there('a.example'), ...there('b.example')]);
    expect(unreadOf(route)).toEqual([]);
  });

  test('lead to the Service with the largest share, and the others are named', () => {
    const backendRefs = [
      { name: 'new', port: 80, weight: 10 },
      { name: 'old', port: 80, weight: 90 },
      { name: 'off', port: 80, weight: 0 },
    ];
    expect(read(httpRoute({ backendRefs }))[0]?.routing.rules).toEqual([expect.objectContaining({ service: 'old' })]);
    expect(unreadOf(httpRoute({ backendRefs }))).toEqual(['spec.rules.0.backendRefs.0']);
  });

  test('say more than a routing can, and all of it is named', () => {
    const filters = [{ type: 'RequestHeaderModifier' }];
    const matches = [{ path: { value: '/' }, method: 'GET' }];
    expect(unreadOf(httpRoute({ filters, matches, timeouts: { request: '1s' } })).toSorted()).toEqual([
      'spec.rules.0.filters',
      'spec.rules.0.matches.0.method',
      'spec.rules.0.timeouts',
    ]);
  });

  test.each([
    { name: 'shop', port: 80, namespace: 'other' },
    { name: 'shop', kind: 'InferencePool', group: 'inference.networking.k8s.io' },
    { name: 'shop' },
  ])('to %j cannot be routed, and are named', (backend) => {
    expect(read(httpRoute({ backendRefs: [backend] }))[0]?.routing.rules).toEqual([]);
    expect(unreadOf(httpRoute({ backendRefs: [backend] }))).toEqual(['spec.rules.0.backendRefs.0']);
  });
});

test('what a Gateway says beside is told once, however many routes it has', () => {
  const gateway = object('gateway.networking.k8s.io/v1', 'Gateway', {
    gatewayClassName: 'eg',
    addresses: [{ value: '192.0.2.1' }],
    listeners: [{ name: 'http', port: 8080, protocol: 'HTTP' }],
  });
  const second = { ...httpRoute({}), metadata: { name: 'second', namespace: 'web' } };
  expect(unreadOf(httpRoute({}), second, gateway)).toEqual(['spec.listeners.0.port', 'spec.addresses']);
});

test('a route on a Service is for a mesh, and left out', () => {
  const parentRefs = [{ kind: 'Service', group: '', name: 'shop' }];
  expect(read(object('gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs, rules: [{}] }))).toEqual([]);
});

test('documents of any shape are read as far as they go', () => {
  const deep = fc.object({
    key: fc.constantFrom('rules', 'matches', 'path', 'listeners', '__proto__', 'tls', 'x'),
    maxDepth: 4,
  });
  fc.assert(
    fc.property(deep, deep, (routeSpec, gatewaySpec) => {
      const objects = [
        object('gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs: [{ name: 'shop' }], ...routeSpec }),
        object('gateway.networking.k8s.io/v1', 'Gateway', gatewaySpec),
      ];
      expect(read(...objects)).toHaveLength(1);
    }),
  );
});
