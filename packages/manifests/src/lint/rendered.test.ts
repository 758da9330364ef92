import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Affinity, lint, ManifestError, parseAppSpec, readSource, renderApp, routers, toYaml } from '../index.ts';

/** What is found by right in what Sticky renders itself, and why. */
const BY_RIGHT: Readonly<Record<string, string>> = {
  'retired-router': 'ingress-nginx is retired.',
  'experimental-session-persistence': 'sessionPersistence is in the experimental channel alone.',
  'coming-session-persistence': 'gateway-api-next is the shape that is still to come.',
  'secure-session-without-https': 'Cilium always sets Secure, and the routes have no TLS.',
  'short-max-age': 'The tutorial has a cookie of a minute, so that one sees it end.',
};

const folders = join(import.meta.dirname, '..', '..', '..', '..', 'manifests');

function found(text: string, file: string): readonly string[] {
  return lint([readSource(text, file)])
    .filter(({ rule }) => !Object.hasOwn(BY_RIGHT, rule))
    .map(({ rule, message }) => `${rule}: ${message}`);
}

test.each(
  ['routers', 'tutorial'].flatMap((folder) =>
    readdirSync(join(folders, folder))
      .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
      .map((file) => join(folder, file)),
  ),
)('nothing is found in manifests/%s but what is so', (file) => {
  expect(found(readFileSync(join(folders, file), 'utf8'), file)).toEqual([]);
});

const affinities: readonly Affinity[] = [
  { kind: 'none' },
  { kind: 'cookie', name: 'route', strength: 'pinned', maxAgeSeconds: 3600 },
  {
    kind: 'cookie',
    name: 'route',
    strength: 'hashed',
    maxAgeSeconds: 172_800,
    path: '/',
    secure: true,
    sameSite: 'None',
  },
  { kind: 'cookie', name: 'route', strength: 'hashed' },
  { kind: 'client-address' },
  { kind: 'client-address', timeoutSeconds: 600 },
  { kind: 'header', name: 'x-user' },
];
const shop = {
  name: 'shop',
  image: 'shop:1',
  replicas: 3,
  port: 8080,
  healthPath: '/',
  route: { host: 'shop.example', path: '/' },
};

test.each(Object.values(routers).map((router) => [router.id] as const))('nothing is found in what %s renders', (id) => {
  for (const serviceType of ['ClusterIP', 'LoadBalancer']) {
    for (const affinity of affinities) {
      try {
        const { objects } = renderApp(parseAppSpec({ ...shop, serviceType }), affinity, id);
        expect(found(toYaml(objects), JSON.stringify([serviceType, affinity]))).toEqual([]);
      } catch (error) {
        if (!(error instanceof ManifestError)) throw error;
      }
    }
  }
});
