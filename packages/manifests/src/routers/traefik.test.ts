import { describe, expect, test } from 'vitest';
import { fullCookie, ingressOfShop, serviceOfShop, shop, unreadPaths } from '../../test/ingress-shop.ts';
import { type Affinity, routers } from '../index.ts';

const { render, read } = routers.traefik;
const STICKY = 'traefik.ingress.kubernetes.io/service.sticky.cookie';
const readService = (annotations: Record<string, string>) => read([ingressOfShop(), serviceOfShop(annotations)]);

describe('render', () => {
  test('a cookie becomes annotations of the Service, none of the Ingress', () => {
    const { objects, serviceSettings, losses, needs } = render(shop, fullCookie);
    expect(objects.map(({ kind, metadata }) => [kind, metadata.annotations])).toEqual([['Ingress', undefined]]);
    expect(serviceSettings).toEqual({
      annotations: {
        [STICKY]: 'true',
        [`${STICKY}.name`]: 'id',
        [`${STICKY}.secure`]: 'true',
        [`${STICKY}.httponly`]: 'true',
        [`${STICKY}.samesite`]: 'lax',
        [`${STICKY}.maxage`]: '3600',
        [`${STICKY}.path`]: '/cart',
        [`${STICKY}.domain`]: 'shop.example',
      },
    });
    expect(losses).toEqual([]);
    expect(needs).toEqual(["The cookie's path needs Traefik 3.3.", "The cookie's domain needs Traefik 3.4."]);
  });

  test.each<[Affinity, string]>([
    [{ kind: 'client-address' }, 'traefik-ingressroute'],
    [{ kind: 'header', name: 'x-user' }, 'a cookie'],
  ])('%j is refused, and the error says what can', (affinity, instead) => {
    expect(() => render(shop, affinity)).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining(instead) }),
    );
  });

  test('a regular expression, which Traefik would look for anywhere in the path, is refused', () => {
    const rules = [{ path: '/a|b', match: 'regex', service: 'web', port: 80 }] as const;
    expect(() => render({ ...shop, rules }, { kind: 'none' })).toThrow(
      expect.objectContaining({ code: 'unsupported-routing' }),
    );
  });
});

describe('read', () => {
  test('a cookie without a word about it has a name that Traefik makes up', () => {
    expect(readService({ [STICKY]: 'true' })).toMatchObject([
      { affinity: { kind: 'cookie', strength: 'pinned' }, assumed: [{ field: 'name' }], unread: [] },
    ]);
  });

  test('names of fields in any case, and a field alone turns the cookie on', () => {
    expect(readService({ [`${STICKY}.maxAge`]: '60', [`${STICKY}.httpOnly`]: 'true' })).toMatchObject([
      { affinity: { kind: 'cookie', maxAgeSeconds: 60 }, unread: [] },
    ]);
  });

  test('an age of 0 is the session of the browser', () => {
    expect(readService({ [STICKY]: 'true', [`${STICKY}.maxage`]: '0' })[0]?.affinity).not.toHaveProperty(
      'maxAgeSeconds',
    );
  });

  test('annotations on the Ingress do nothing, and are named', () => {
    const readings = read([ingressOfShop({ [STICKY]: 'true' }), serviceOfShop({})]);
    expect(readings).toMatchObject([
      { affinity: { kind: 'none' }, unread: [{ reason: expect.stringContaining('on the Service alone') }] },
    ]);
  });

  test('nativelb is named, unless it is off', () => {
    const native = 'traefik.ingress.kubernetes.io/service.nativelb';
    expect(unreadPaths(readService({ [STICKY]: 'true', [native]: 'true' }))).toEqual([
      `metadata.annotations.${native}`,
    ]);
    expect(unreadPaths(readService({ [STICKY]: 'true', [native]: 'false' }))).toEqual([]);
  });

  test('what middlewares and entry points do is left to the user', () => {
    const middlewares = 'traefik.ingress.kubernetes.io/router.middlewares';
    expect(unreadPaths(read([ingressOfShop({ [middlewares]: 'team-strip@kubernetescrd' })]))).toEqual([
      `metadata.annotations.${middlewares}`,
    ]);
  });
});
