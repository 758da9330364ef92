import { describe, expect, test } from 'vitest';
import { fullCookie, ingressOfShop, serviceOfShop, shop, unreadPaths } from '../../test/ingress-shop.ts';
import { routers } from '../index.ts';

const { render, read } = routers.haproxy;
const COOKIE = 'haproxy.org/cookie-persistence';
const BALANCE = 'haproxy.org/load-balance';
const readService = (annotations: Record<string, string>) => read([ingressOfShop(), serviceOfShop(annotations)]);

describe('render', () => {
  test('a cookie becomes its name on the Service, and all else of it is lost', () => {
    const { serviceSettings, losses } = render(shop, fullCookie);
    expect(serviceSettings).toEqual({ annotations: { [COOKIE]: 'id' } });
    expect(losses.map(({ field }) => field)).toEqual(['maxAgeSeconds', 'path', 'domain', 'secure', 'sameSite']);
    for (const { reason } of losses) expect(reason).toContain('haproxy-backend');
  });

  test('addresses and headers become a balance algorithm', () => {
    expect(render(shop, { kind: 'client-address' }).serviceSettings).toEqual({ annotations: { [BALANCE]: 'source' } });
    expect(render(shop, { kind: 'header', name: 'x-user' }).serviceSettings).toEqual({
      annotations: { [BALANCE]: 'hdr(x-user)' },
    });
  });

  test("a header that would end HAProxy's line is refused", () => {
    expect(() => render(shop, { kind: 'header', name: "a'b" })).toThrow(
      expect.objectContaining({ code: 'unsupported-affinity' }),
    );
  });
});

describe('read', () => {
  test('the first word of the annotation is the name', () => {
    expect(readService({ [COOKIE]: ' srv insert ' })).toMatchObject([
      { affinity: { kind: 'cookie', name: 'srv', strength: 'pinned' }, unread: [] },
    ]);
  });

  test('the annotation on the Ingress is for Services that name no cookie, as the documents of 3.2 say', () => {
    const ingress = ingressOfShop({ [COOKIE]: 'srv' });
    expect(read([ingress])).toMatchObject([{ affinity: { kind: 'cookie', name: 'srv' }, unread: [] }]);
    expect(read([ingress, serviceOfShop({ [BALANCE]: 'source' })])).toMatchObject([{ affinity: { name: 'srv' } }]);
    expect(read([ingress, serviceOfShop({ [COOKIE]: 'own' })])).toMatchObject([{ affinity: { name: 'own' } }]);
    expect(read([ingress, serviceOfShop({ 'haproxy.org/cr-backend': 'team/shop' })])).toMatchObject([
      { affinity: { kind: 'none' } },
    ]);
  });

  test('both forms of the cookie refuse each other', () => {
    const readings = readService({ [COOKIE]: 'a', [`${COOKIE}-no-dynamic`]: 'b' });
    expect(readings).toMatchObject([{ affinity: { kind: 'none' } }]);
    expect(unreadPaths(readings)).toHaveLength(2);
  });

  test('a Backend replaces the annotations', () => {
    expect(readService({ [COOKIE]: 'a', 'haproxy.org/cr-backend': 'team/shop' })).toMatchObject([
      { affinity: { kind: 'none' }, unread: [{}, {}] },
    ]);
  });

  test('a method on the Ingress is for Services that say nothing', () => {
    const ingress = ingressOfShop({ [BALANCE]: 'source' });
    expect(read([ingress])).toMatchObject([{ affinity: { kind: 'client-address' }, unread: [] }]);
    expect(read([ingress, serviceOfShop({ [COOKIE]: 'a' })])).toMatchObject([{ affinity: { kind: 'cookie' } }]);
  });
});
