import { describe, expect, test } from 'vitest';
import {
  type Affinity,
  type AppSpec,
  DEFAULT_AFFINITY,
  type KubernetesObject,
  readAffinity,
  renderCarriers,
} from '../index.ts';

const render = (app: AppSpec, affinity: Affinity) => renderCarriers(app, affinity, 'ingress-nginx');
const read = (objects: readonly KubernetesObject[]) => readAffinity(objects, 'ingress-nginx');
const PREFIX = 'nginx.ingress.kubernetes.io/';
const app: AppSpec = {
  name: 'shop',
  image: 'shop',
  replicas: 2,
  port: 80,
  healthPath: '/',
  serviceType: 'ClusterIP',
  route: { path: '/' },
};

const backend = { service: { name: 'shop', port: { number: 80 } } };

function annotated(annotations: Record<string, string>): KubernetesObject {
  const prefixed = Object.entries(annotations).map(([name, value]) => [PREFIX + name, value]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', annotations: Object.fromEntries(prefixed) },
    ...{ spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] } },
  };
}

describe('render', () => {
  test("the default cookie becomes the tutorial's four annotations", () => {
    expect(render(app, DEFAULT_AFFINITY).objects[0]?.metadata.annotations).toEqual({
      [`${PREFIX}affinity`]: 'cookie',
      [`${PREFIX}affinity-mode`]: 'balanced',
      [`${PREFIX}session-cookie-name`]: 'key',
      [`${PREFIX}session-cookie-max-age`]: '60',
    });
  });

  test('a pinned cookie with everything becomes mode persistent and an annotation for each field', () => {
    const { objects, losses } = render(app, {
      kind: 'cookie',
      name: 'id',
      strength: 'pinned',
      path: '/cart',
      domain: 'shop.example',
      secure: true,
      sameSite: 'Lax',
      changeOnFailure: true,
    });
    expect(objects[0]?.metadata.annotations).toEqual({
      [`${PREFIX}affinity`]: 'cookie',
      [`${PREFIX}affinity-mode`]: 'persistent',
      [`${PREFIX}session-cookie-name`]: 'id',
      [`${PREFIX}session-cookie-path`]: '/cart',
      [`${PREFIX}session-cookie-domain`]: 'shop.example',
      [`${PREFIX}session-cookie-secure`]: 'true',
      [`${PREFIX}session-cookie-samesite`]: 'Lax',
      [`${PREFIX}session-cookie-change-on-failure`]: 'true',
    });
    expect(losses).toEqual([]);
  });

  test('secure: false is lost, since the annotation "false" counts as absent', () => {
    const { objects, losses } = render(app, { ...DEFAULT_AFFINITY, secure: false });
    expect(objects[0]?.metadata.annotations).not.toHaveProperty([`${PREFIX}session-cookie-secure`]);
    expect(losses).toEqual([{ field: 'secure', reason: expect.stringContaining('TLS') }]);
  });

  test('a client address becomes a hash, which knows no timeout', () => {
    const { objects, losses } = render(app, { kind: 'client-address', timeoutSeconds: 60 });
    expect(objects[0]?.metadata.annotations).toEqual({ [`${PREFIX}upstream-hash-by`]: '$binary_remote_addr' });
    expect(losses.map(({ field }) => field)).toEqual(['timeoutSeconds']);
  });

  test("a header becomes a hash by nginx's name for it", () => {
    const [ingress] = render(app, { kind: 'header', name: 'X-User-Id' }).objects;
    expect(ingress?.metadata.annotations).toEqual({ [`${PREFIX}upstream-hash-by`]: '$http_x_user_id' });
  });

  test.each(['x_user', 'a.b', 'a!'])('the header %s, which nginx drops or cannot name, is refused', (name) => {
    expect(() => render(app, { kind: 'header', name })).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining('such as X-User') }),
    );
  });

  test('no affinity leaves no annotation behind', () => {
    expect(render(app, { kind: 'none' }).objects[0]?.metadata).not.toHaveProperty('annotations');
  });
});

describe('read', () => {
  test('given affinity alone, the defaults of ingress-nginx', () => {
    expect(read([annotated({ affinity: 'cookie' })])).toEqual({
      kind: 'cookie',
      name: 'INGRESSCOOKIE',
      strength: 'hashed',
    });
  });

  test('Expires stands for the age where there is no Max-Age, and yields to it', () => {
    const expires = { affinity: 'cookie', 'session-cookie-expires': '30' };
    expect(read([annotated(expires)])).toMatchObject({ maxAgeSeconds: 30 });
    expect(read([annotated({ ...expires, 'session-cookie-max-age': '60' })])).toMatchObject({
      maxAgeSeconds: 60,
    });
  });

  test('cookie settings without affinity keep nobody', () => {
    expect(read([annotated({ 'session-cookie-name': 'key', 'affinity-mode': 'persistent' })])).toEqual({
      kind: 'none',
    });
  });

  test('a cookie beats a hash', () => {
    const both = annotated({ affinity: 'cookie', 'upstream-hash-by': '$remote_addr' });
    expect(read([both])).toMatchObject({ kind: 'cookie' });
  });

  test.each([
    ['$binary_remote_addr', { kind: 'client-address' }],
    [`\${remote_addr}`, { kind: 'client-address' }],
    ['$http_x_user', { kind: 'header', name: 'x-user' }],
    ['$request_uri', { kind: 'none' }],
    ['$remote_addr$request_uri', { kind: 'none' }],
    ['$http_', { kind: 'none' }],
    ['text', { kind: 'none' }],
  ])('upstream-hash-by %s', (expression, affinity) => {
    expect(read([annotated({ 'upstream-hash-by': expression })])).toEqual(affinity);
  });

  test('a rejected Ingress asks for nothing', () => {
    expect(read([annotated({ affinity: 'cookie', 'load-balance': 'sticky' })])).toEqual({ kind: 'none' });
  });

  test('of several Ingresses on one Service, oldest first: the mode of the first, the cookie of the last', () => {
    const affinity = read([
      annotated({ 'upstream-hash-by': '$remote_addr' }),
      annotated({ affinity: 'cookie', 'affinity-mode': 'persistent', 'session-cookie-name': 'a' }),
      annotated({ affinity: 'cookie', 'affinity-mode': 'balanced', 'session-cookie-name': 'b' }),
    ]);
    expect(affinity).toEqual({ kind: 'cookie', name: 'b', strength: 'pinned' });
  });

  test('the mode may come from an Ingress that asks for no affinity, and from a later one than the first', () => {
    const sticky = annotated({ affinity: 'cookie' });
    const mode = annotated({ 'affinity-mode': 'persistent' });
    expect(read([mode, sticky])).toMatchObject({ strength: 'pinned' });
    expect(read([sticky, mode])).toMatchObject({ strength: 'pinned' });
  });

  test("a canary's own affinity means nothing: it has that of its primary", () => {
    const canary = annotated({ canary: 'true', affinity: 'cookie', 'session-cookie-name': 'canary' });
    expect(read([canary])).toEqual({ kind: 'none' });
    expect(read([annotated({ affinity: 'cookie', 'session-cookie-name': 'a' }), canary])).toMatchObject({
      name: 'a',
    });
  });

  test("another controller's annotations and other kinds mean nothing to it", () => {
    const service = { ...annotated({ affinity: 'cookie' }), apiVersion: 'v1', kind: 'Service' };
    const traefik = {
      ...annotated({}),
      metadata: { name: 'x', annotations: { 'traefik.ingress.kubernetes.io/affinity': 'true' } },
    };
    expect(read([service, traefik])).toEqual({ kind: 'none' });
  });
});
