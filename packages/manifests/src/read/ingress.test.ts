import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routings } from '../../test/arbitraries.ts';
import { ingressOf } from '../render/ingress.ts';
import { byPathType, readIngress } from './ingress.ts';

const ingress = (spec: unknown, apiVersion = 'networking.k8s.io/v1') => ({
  apiVersion,
  kind: 'Ingress',
  metadata: { name: 'shop' },
  spec,
});
const to = (name: string) => ({ service: { name, port: { number: 80 } } });
const rulesOf = (spec: unknown) => readIngress(ingress(spec))?.routing.rules;
const unreadOf = (spec: unknown) => readIngress(ingress(spec))?.unread.map(({ path }) => path.join('.'));

test('hosts, paths, TLS and the class come back as they were said', () => {
  fc.assert(
    fc.property(routings, (routing) => {
      const { rules, tls, ...rest } = readIngress(ingressOf(routing), byPathType('regex'))?.routing ?? routing;
      expect(rest).toEqual({ ...routing, rules: undefined, tls: undefined });
      expect(new Set(rules)).toEqual(new Set(routing.rules));
      expect(new Set(tls)).toEqual(new Set(routing.tls));
    }),
  );
});

test('TLS for every host stays apart from that of one host with the same Secret', () => {
  const tls = [{ secretName: 'a' }, { host: 'x.example', secretName: 'a' }, { host: 'y.example', secretName: 'a' }];
  const object = ingressOf({ name: 'shop', rules: [{ path: '/', match: 'exact', service: 'a', port: 80 }], tls });
  expect(object.spec?.tls).toEqual([{ secretName: 'a' }, { hosts: ['x.example', 'y.example'], secretName: 'a' }]);
  expect(readIngress(object)?.routing.tls).toEqual(tls);
});

describe('the default backend', () => {
  test('alone takes everything', () => {
    expect(rulesOf({ defaultBackend: to('rest') })).toEqual([
      { path: '/', match: 'prefix', service: 'rest', port: 80 },
    ]);
  });

  test('takes what no rule takes, of the hosts that are named and of all others', () => {
    const rules = [
      { host: 'a.example', http: { paths: [{ path: '/x', pathType: 'Prefix', backend: to('x') }] } },
      { host: 'b.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: to('b') }] } },
    ];
    expect(rulesOf({ rules, defaultBackend: to('rest') })?.slice(2)).toEqual([
      { host: 'a.example', path: '/', match: 'prefix', service: 'rest', port: 80 },
      { path: '/', match: 'prefix', service: 'rest', port: 80 },
    ]);
  });
});

describe('older and looser spellings', () => {
  test('a backend of v1beta1', () => {
    const paths = [{ backend: { serviceName: 'a', servicePort: 'http' } }];
    const old = ingress(
      { rules: [{ http: { paths } }], backend: { serviceName: 'b', servicePort: 80 } },
      'extensions/v1beta1',
    );
    expect(readIngress(old)).toEqual({
      routing: { name: 'shop', rules: [{ path: '/', match: 'prefix', service: 'a', port: 'http' }], tls: [] },
      unread: [],
    });
  });

  test('the class as an annotation', () => {
    const annotations = { 'kubernetes.io/ingress.class': 'nginx' };
    const object = { ...ingress({}), metadata: { name: 'shop', annotations } };
    expect(readIngress(object)?.routing.className).toBe('nginx');
  });

  test('no host, path or class when the text is empty', () => {
    const paths = [{ path: '', pathType: 'Prefix', backend: to('a') }];
    expect(readIngress(ingress({ ingressClassName: '', rules: [{ host: '', http: { paths } }] }))?.routing).toEqual({
      name: 'shop',
      rules: [{ path: '/', match: 'prefix', service: 'a', port: 80 }],
      tls: [],
    });
  });
});

describe('what is left out is named', () => {
  test('a backend that is no Service', () => {
    const resource = { apiGroup: 'k8s.example', kind: 'StorageBucket', name: 'static' };
    const paths = [{ path: '/', pathType: 'Prefix', backend: { resource } }];
    const { routing, unread } = readIngress(ingress({ rules: [{ http: { paths } }] })) ?? {};
    expect(routing?.rules).toEqual([]);
    expect(unread).toMatchObject([
      {
        path: ['spec', 'rules', 0, 'http', 'paths', 0, 'backend'],
        reason: `This leads to something of the kind "StorageBucket", not to a Service's pods.`,
      },
    ]);
  });

  test.each<[unknown, string]>([
    ['rules', 'spec'],
    [{ rules: 'all' }, 'spec.rules'],
    [{ rules: [3] }, 'spec.rules.0'],
    [{ rules: [{ host: ['a'] }] }, 'spec.rules.0'],
    [{ rules: [{ http: { paths: {} } }] }, 'spec.rules.0'],
    [{ rules: [{ http: { paths: [null] } }] }, 'spec.rules.0.http.paths.0'],
    [{ rules: [{ http: { paths: [{ path: 3, backend: to('a') }] } }] }, 'spec.rules.0.http.paths.0'],
    [{ rules: [{ http: { paths: [{ path: '/' }] } }] }, 'spec.rules.0.http.paths.0'],
    [{ rules: [{ http: { paths: [{ backend: 'a' }] } }] }, 'spec.rules.0.http.paths.0.backend'],
    [{ defaultBackend: { service: { name: 'a', port: { number: 1e9 } } } }, 'spec.defaultBackend'],
    [{ tls: { hosts: [] } }, 'spec.tls'],
    [{ tls: [{ hosts: 'a' }] }, 'spec.tls.0'],
    [{ ingressClassName: 3 }, 'spec.ingressClassName'],
  ])('%j', (spec, path) => {
    expect(unreadOf(spec)).toEqual([path]);
  });

  test('the parts beside it are read', () => {
    const paths = [{ path: '/bad' }, { path: '/good', pathType: 'Exact', backend: to('a') }];
    expect(rulesOf({ tls: 3, rules: [null, { host: 'a.example', http: { paths } }] })).toEqual([
      { host: 'a.example', path: '/good', match: 'exact', service: 'a', port: 80 },
    ]);
  });
});

test.each(['Service', 'IngressClass', 'ingress'])('a %s is no Ingress', (kind) => {
  expect(readIngress({ ...ingress({}), kind })).toBeUndefined();
});

test('whatever stands in the spec, it is a routing', () => {
  const spec = fc.oneof(
    fc.anything(),
    fc.record({
      rules: fc.array(
        fc.oneof(fc.anything(), fc.record({ host: fc.anything(), http: fc.record({ paths: fc.anything() }) })),
      ),
      tls: fc.array(fc.anything()),
      defaultBackend: fc.anything(),
      ingressClassName: fc.anything(),
    }),
  );
  fc.assert(
    fc.property(spec, (any) => {
      for (const { service } of rulesOf(any) ?? []) expect(service).toBeTypeOf('string');
    }),
  );
});
