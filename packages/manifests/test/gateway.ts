import type { KubernetesObject, Routing } from '../src/index.ts';

/** A host with TLS, and all of its paths. */
export const SHOP: Routing = {
  name: 'shop',
  namespace: 'web',
  rules: [{ host: 'shop.example', path: '/', match: 'prefix', service: 'shop', port: 80 }],
  tls: [{ host: 'shop.example', secretName: 'shop-cert' }],
};

/** An object with any spec, as documents from outside have it. */
export function object(apiVersion: string, kind: string, spec: unknown, name = 'shop'): KubernetesObject {
  const content = { apiVersion, kind, metadata: { name, namespace: 'web' }, spec };
  return content;
}

/** An HTTPRoute whose rules lead all paths to the Service shop. */
export function httpRoute(...rules: readonly object[]): KubernetesObject {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', {
    parentRefs: [{ name: 'shop' }],
    hostnames: ['shop.example'],
    rules: rules.map((rule) => ({ backendRefs: [{ name: 'shop', port: 80 }], ...rule })),
  });
}
