import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

describe('render', () => {
  test('a cookie becomes a BackendConfig that the Services name, and pods are reached without a node between', () => {
    expect(made('gke-ingress', COOKIE).get('BackendConfig shop')).toEqual({
      apiVersion: 'cloud.google.com/v1',
      kind: 'BackendConfig',
      metadata: { name: 'shop', namespace: 'store' },
      spec: { sessionAffinity: { affinityType: 'GENERATED_COOKIE', affinityCookieTtlSec: 3600 } },
    });
    expect(routers['gke-ingress'].render(SHOP, COOKIE).serviceSettings).toEqual({
      annotations: {
        'cloud.google.com/backend-config': '{"default":"shop"}',
        'cloud.google.com/neg': '{"ingress":true}',
      },
    });
  });

  test('the class is told by the annotation alone', () => {
    const ingress = made('gke-ingress', COOKIE, { ...SHOP, className: 'gce-internal' }).get('Ingress shop');
    expect(ingress?.metadata.annotations).toEqual({ 'kubernetes.io/ingress.class': 'gce-internal' });
    expect(ingress).not.toHaveProperty('spec.ingressClassName');
  });

  test('a cookie lasts a day at most', () => {
    expect(lost('gke-ingress', { ...COOKIE, name: 'GCLB', maxAgeSeconds: 86401 })).toEqual([['maxAgeSeconds', 86400]]);
    expect(lost('gke-ingress', { ...COOKIE, name: 'GCLB', maxAgeSeconds: 86400 })).toEqual([]);
  });

  test('a header is refused, with the router that can', () => {
    expect(() => routers['gke-ingress'].render(SHOP, { kind: 'header', name: 'x-user' })).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining('gke-gateway') }),
    );
  });
});

describe('read', () => {
  const documents = (annotation: string, sessionAffinity: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, annotations: { kubernetes.io/ingress.class: gce, networking.gke.io/managed-certificates: shop } }
spec:
  rules:
    - http:
        paths: [{ path: "/*", pathType: ImplementationSpecific, backend: { service: { name: web, port: { number: 80 } } } }]
---
apiVersion: v1
kind: Service
metadata: { name: web, annotations: { cloud.google.com/backend-config: '${annotation}' } }
---
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: { name: web }
spec: { timeoutSec: 40, sessionAffinity: ${sessionAffinity} }
`;

  test.each([
    ['{ affinityType: GENERATED_COOKIE }', { kind: 'cookie', name: 'GCLB', strength: 'hashed' }],
    [
      '{ affinityType: GENERATED_COOKIE, affinityCookieTtlSec: 0 }',
      { kind: 'cookie', name: 'GCLB', strength: 'hashed' },
    ],
    [
      '{ affinityType: GENERATED_COOKIE, affinityCookieTtlSec: 50 }',
      { kind: 'cookie', name: 'GCLB', strength: 'hashed', maxAgeSeconds: 50 },
    ],
    ['{ affinityType: CLIENT_IP }', { kind: 'client-address' }],
    ['{ affinityType: NONE }', { kind: 'none' }],
    ['{ affinityType: 3 }', { kind: 'none' }],
  ])('sessionAffinity %s', (sessionAffinity, affinity) => {
    expect(readText('gke-ingress', documents('{"default": "web"}', sessionAffinity))[0]?.affinity).toEqual(affinity);
  });

  test('a port may have its own BackendConfig, by number or by name', () => {
    const sticky = '{ affinityType: CLIENT_IP }';
    const read = (annotation: string) => readText('gke-ingress', documents(annotation, sticky))[0]?.affinity.kind;
    expect(read('{"ports": {"80": "web"}}')).toBe('client-address');
    expect(read('{"ports": {"81": "web"}}')).toBe('none');
    expect(read('{"default": "web", "ports": {"80": "other"}}')).toBe('none');
    expect(read('{"default": ')).toBe('none');
  });

  test('what else stands there is named, and an age out of range, too', () => {
    const [reading] = readText(
      'gke-ingress',
      documents('{"default": "web"}', '{ affinityType: GENERATED_COOKIE, affinityCookieTtlSec: 90000 }'),
    );
    expect(reading && unreadPaths(reading)).toEqual([
      'metadata.annotations.networking.gke.io/managed-certificates',
      'spec.timeoutSec',
      'spec.sessionAffinity.affinityCookieTtlSec',
    ]);
  });
});
