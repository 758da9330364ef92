import { describe, expect, test } from 'vitest';
import { fullCookie, ingressOfShop, serviceOfShop, shop, unreadPaths } from '../../test/ingress-shop.ts';
import { parseDocuments, routers } from '../index.ts';

const { render, read } = routers['haproxy-backend'];
const CR = 'haproxy.org/cr-backend';
const backend = (spec: string, version = 'v3') =>
  parseDocuments(
    `apiVersion: ingress.${version}.haproxy.org/${version}\nkind: Backend\nmetadata: {name: sticky, namespace: team}\nspec: ${spec}\n`,
  );
const readBackend = (spec: string, version?: string) =>
  read([ingressOfShop(), serviceOfShop({ [CR]: 'team/sticky' }), ...backend(spec, version)]);

describe('render', () => {
  test('a cookie becomes a Backend that the Service names', () => {
    const { objects, serviceSettings, losses } = render(shop, fullCookie);
    expect(objects[1]).toEqual({
      apiVersion: 'ingress.v3.haproxy.org/v3',
      kind: 'Backend',
      metadata: { name: 'shop', namespace: 'team' },
      spec: {
        cookie: {
          name: 'id',
          type: 'insert',
          dynamic: true,
          indirect: true,
          nocache: true,
          httponly: true,
          secure: true,
          domain: [{ value: 'shop.example' }],
          attr: [{ value: 'Max-Age=3600' }, { value: 'Path=/cart' }, { value: 'SameSite=Lax' }],
        },
      },
    });
    expect(serviceSettings).toEqual({ annotations: { [CR]: 'team/shop' } });
    expect(losses).toEqual([]);
  });

  test('no affinity needs no Backend', () => {
    const { objects, serviceSettings } = render(shop, { kind: 'none' });
    expect([objects.map(({ kind }) => kind), serviceSettings]).toEqual([['Ingress'], undefined]);
  });
});

describe('read', () => {
  test('limits that HAProxy keeps itself are named', () => {
    const readings = readBackend('{cookie: {name: srv, type: insert, maxidle: 60000, attr: [{value: SameSite=None}]}}');
    expect(readings).toMatchObject([{ affinity: { kind: 'cookie', name: 'srv', sameSite: 'None' } }]);
    expect(unreadPaths(readings)).toEqual(['spec.cookie.maxidle']);
  });

  test('the older kind has the same below config', () => {
    expect(readBackend('{config: {balance: {algorithm: source}}}', 'v1')).toMatchObject([
      { affinity: { kind: 'client-address' }, unread: [] },
    ]);
  });

  test('annotations beside the Backend do nothing, and are named', () => {
    const service = serviceOfShop({ [CR]: 'sticky', 'haproxy.org/cookie-persistence': 'a' });
    expect(read([ingressOfShop(), service, ...backend('{cookie: {name: b}}')])).toMatchObject([
      { affinity: { name: 'b' }, unread: [{ reason: expect.stringContaining('replaces it') }] },
    ]);
  });

  test('a Backend that is not there keeps nobody', () => {
    expect(read([ingressOfShop(), serviceOfShop({ [CR]: 'team/other' })])).toMatchObject([
      { affinity: { kind: 'none' }, unread: [{ reason: expect.stringContaining('no such Backend') }] },
    ]);
  });
});
