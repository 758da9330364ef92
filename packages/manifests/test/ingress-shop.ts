import type { CookieAffinity, KubernetesObject, Routing } from '../src/index.ts';

/** A shop on one host, for examples. */
export const shop: Routing = {
  name: 'shop',
  namespace: 'team',
  rules: [{ host: 'shop.example', path: '/', match: 'prefix', service: 'web', port: 80 }],
  tls: [],
};

/** A cookie with everything that an intent can say of a pinned one. */
export const fullCookie: CookieAffinity = {
  kind: 'cookie',
  name: 'id',
  strength: 'pinned',
  maxAgeSeconds: 3600,
  path: '/cart',
  domain: 'shop.example',
  secure: true,
  sameSite: 'Lax',
};

/** An Ingress for the shop. */
export function ingressOfShop(
  annotations: Record<string, string> = {},
  path = '/',
  pathType = 'Prefix',
): KubernetesObject {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', namespace: 'team', annotations },
    ...{ spec: { rules: [{ host: 'shop.example', http: { paths: [{ path, pathType, backend }] } }] } },
  };
}

/** The Service of the shop. */
export function serviceOfShop(annotations: Record<string, string>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'team', annotations } };
}

/** The annotations and fields that a reading leaves, as `metadata.annotations.NAME`. */
export function unreadPaths(
  readings: readonly { readonly unread: readonly { readonly path: readonly (string | number)[] }[] }[],
) {
  return readings.flatMap(({ unread }) => unread.map(({ path }) => path.join('.')));
}
