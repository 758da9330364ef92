import {
  type Affinity,
  type CookieAffinity,
  type KubernetesObject,
  parseDocuments,
  type Reading,
  type RouterId,
  type Routing,
  routers,
} from '../src/index.ts';

/** A shop on one host with TLS: all of it on one Service, the path /api on another. */
export const SHOP: Routing = {
  name: 'shop',
  namespace: 'store',
  rules: [
    { host: 'shop.example', path: '/', match: 'prefix', service: 'web', port: 80 },
    { host: 'shop.example', path: '/api', match: 'prefix', service: 'api', port: 8080 },
  ],
  tls: [{ host: 'shop.example', secretName: 'shop-tls' }],
};

export const COOKIE: CookieAffinity = { kind: 'cookie', name: 'key', strength: 'hashed', maxAgeSeconds: 3600 };

/** What a router reads in a text. */
export function readText(id: RouterId, text: string): readonly Reading[] {
  return routers[id].read(parseDocuments(text));
}

/** The fields that a router loses of an intent, each with what stands instead. */
export function lost(id: RouterId, affinity: Affinity, routing = SHOP): readonly (readonly [string, unknown])[] {
  return routers[id].render(routing, affinity).losses.map(({ field, instead }) => [field, instead]);
}

/** The objects that a router makes of the shop, by kind and name. */
export function made(id: RouterId, affinity: Affinity, routing = SHOP): ReadonlyMap<string, KubernetesObject> {
  const { objects } = routers[id].render(routing, affinity);
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

/** Where the things stand that a reading names as not understood. */
export function unreadPaths({ unread }: Reading): readonly string[] {
  return unread.map(({ path }) => path.join('.'));
}
