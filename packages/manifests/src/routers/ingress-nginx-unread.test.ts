import { describe, expect, test } from 'vitest';
import { type KubernetesObject, type Reading, routers } from '../index.ts';

const { render, read } = routers['ingress-nginx'];
const PREFIX = 'nginx.ingress.kubernetes.io/';

interface Said {
  readonly name?: string;
  readonly path?: string;
  readonly pathType?: string;
  readonly service?: string;
  readonly created?: string;
}

function ingress(annotations: Record<string, string>, said: Said = {}): KubernetesObject {
  const { name = 'shop', path = '/', pathType = 'Prefix', service = 'web', created } = said;
  const backend = { service: { name: service, port: { number: 80 } } };
  const prefixed = Object.entries(annotations).map(([annotation, value]) => [PREFIX + annotation, value]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      annotations: Object.fromEntries(prefixed),
      ...(created !== undefined && { creationTimestamp: created }),
    },
    ...{ spec: { rules: [{ host: 'shop.example', http: { paths: [{ path, pathType, backend }] } }] } },
  };
}

const cookie = { affinity: 'cookie', 'session-cookie-name': 'a', 'affinity-mode': 'persistent' };
const unreadOf = (reading: Reading | undefined) =>
  reading?.unread.map(({ path, reason }) => [String(path.at(-1)).replace(PREFIX, ''), reason]);

describe('what an affinity and a routing cannot say is named', () => {
  test.each([
    ['session-cookie-hash', 'sha1', 'was removed in ingress-nginx 0.24'],
    ['session-cookie-conditional-samesite-none', 'true', 'old browsers'],
    ['service-upstream', 'true', 'whatever the cookie says'],
    ['session-cookie-samesite', 'lax', 'drops'],
    ['session-cookie-max-age', '0', 'no age'],
    ['session-cookie-expires', '30', 'Max-Age'],
    ['proxy-body-size', '8m', 'by hand'],
    ['canary-weight', '10', 'does nothing without'],
  ])('%s: %s', (name, value, reason) => {
    const [reading] = read([ingress({ ...cookie, 'session-cookie-max-age': '60', [name]: value })]);
    expect(unreadOf(reading)).toEqual([[name, expect.stringContaining(reason)]]);
  });

  test('cookie annotations without affinity, each', () => {
    const [reading] = read([ingress({ 'session-cookie-name': 'a', 'affinity-mode': 'persistent' })]);
    expect(unreadOf(reading)?.map(([name]) => name)).toEqual(['session-cookie-name', 'affinity-mode']);
  });

  test('the default backend, where rules have a cookie', () => {
    const object = ingress(cookie);
    const spec = {
      ...Object(Reflect.get(object, 'spec')),
      defaultBackend: { service: { name: 'rest', port: { number: 80 } } },
    };
    expect(unreadOf(read([{ ...object, ...{ spec } }])[0])?.[0]).toEqual([
      'defaultBackend',
      expect.stringContaining('nobody'),
    ]);
  });
});

describe('several Ingresses of one Service', () => {
  test('all readings show what counts in the end, and the one that does not decide says so', () => {
    const readings = read([
      ingress({ ...cookie, 'affinity-mode': 'balanced' }, { name: 'first', path: '/a' }),
      ingress({ ...cookie, 'session-cookie-name': 'b' }, { name: 'second', path: '/b' }),
      ingress({}, { name: 'third', path: '/c' }),
    ]);
    const counts = { kind: 'cookie', name: 'b', strength: 'hashed' };
    expect(readings.map(({ affinity }) => affinity)).toEqual([counts, counts, counts]);
    expect(readings.map((reading) => unreadOf(reading)?.map(([name]) => name))).toEqual([
      ['session-cookie-name'],
      ['affinity-mode'],
      [],
    ]);
  });

  test('the oldest comes first where they are from a cluster', () => {
    const young = ingress(
      { ...cookie, 'affinity-mode': 'balanced' },
      { name: 'young', created: '2026-02-01T00:00:00Z' },
    );
    const old = ingress({ ...cookie, 'session-cookie-name': 'b' }, { name: 'old', created: '2026-01-01T00:00:00Z' });
    expect(read([young, old])[0]?.affinity).toEqual({ kind: 'cookie', name: 'a', strength: 'pinned' });
  });

  test('others do not share it', () => {
    const readings = read([ingress(cookie), ingress({}, { name: 'other', service: 'other' })]);
    expect(readings.map(({ affinity }) => affinity.kind)).toEqual(['cookie', 'none']);
  });
});

describe('a canary', () => {
  const canary = (more: Record<string, string>) =>
    ingress({ canary: 'true', 'canary-weight': '10', ...more }, { name: 'canary', service: 'web-next' });

  test('has the affinity of its primary, and its share is named', () => {
    const [, reading] = read([ingress(cookie), canary({ affinity: 'cookie' })]);
    expect(reading?.affinity).toEqual({ kind: 'cookie', name: 'a', strength: 'pinned' });
    expect(unreadOf(reading)?.map(([name]) => name)).toEqual(['canary', 'canary-weight']);
  });

  test('has none with the behavior legacy', () => {
    const [, reading] = read([ingress(cookie), canary({ 'affinity-canary-behavior': 'legacy' })]);
    expect(reading?.affinity).toEqual({ kind: 'none' });
  });
});

describe('regular expressions', () => {
  const rules = [
    { host: 'shop.example', path: '/a', match: 'prefix', service: 'web', port: 80 },
    { host: 'shop.example', path: '/b.c', match: 'exact', service: 'web', port: 80 },
    { host: 'shop.example', path: '/d[0-9]', match: 'regex', service: 'web', port: 80 },
  ] as const;

  test('make all paths of the Ingress such, and give the cookie a Path that comes back', () => {
    const { objects, losses } = render(
      { name: 'shop', rules, tls: [] },
      { kind: 'cookie', name: 'a', strength: 'hashed' },
    );
    expect(objects[0]).toMatchObject({
      metadata: { annotations: { [`${PREFIX}use-regex`]: 'true', [`${PREFIX}session-cookie-path`]: '/' } },
      spec: {
        rules: [
          {
            http: {
              paths: ['/a(/|$)', '/b\\.c$', '/d[0-9]'].map((path) => ({ path, pathType: 'ImplementationSpecific' })),
            },
          },
        ],
      },
    });
    expect(losses).toMatchObject([{ field: 'path', instead: '/' }]);
  });

  test('of one Ingress reach the others of its host', () => {
    const readings = read([
      ingress({ 'use-regex': 'true' }, { path: '/a|b', pathType: 'ImplementationSpecific' }),
      ingress({}, { name: 'other', path: '/c.d', pathType: 'Prefix' }),
      ingress({}, { name: 'plain', path: '/e', pathType: 'Prefix' }),
    ]);
    expect(readings.map(({ routing }) => routing.rules[0]?.match)).toEqual(['regex', 'regex', 'prefix']);
  });
});
