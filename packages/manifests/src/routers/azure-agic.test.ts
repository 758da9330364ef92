import { expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

const PREFIX = 'appgw.ingress.kubernetes.io/';

test('a cookie is one annotation, and everything else of it is lost', () => {
  expect(made('azure-agic', COOKIE).get('Ingress shop')?.metadata.annotations).toEqual({
    [`${PREFIX}cookie-based-affinity`]: 'true',
  });
  const everything = {
    ...COOKIE,
    path: '/',
    domain: 'shop.example',
    secure: true,
    sameSite: 'Lax',
    changeOnFailure: true,
  } as const;
  expect(lost('azure-agic', everything)).toEqual([
    ['name', 'ApplicationGatewayAffinity'],
    ['strength', 'pinned'],
    ['maxAgeSeconds', undefined],
    ['path', undefined],
    ['domain', undefined],
    ['secure', undefined],
    ['sameSite', undefined],
    ['changeOnFailure', undefined],
  ]);
});

test('no affinity leaves no annotation behind', () => {
  expect(made('azure-agic', { kind: 'none' }).get('Ingress shop')?.metadata).not.toHaveProperty('annotations');
});

test.each([{ kind: 'client-address' }, { kind: 'header', name: 'x-user' }] as const)('%o is refused', (affinity) => {
  expect(() => routers['azure-agic'].render(SHOP, affinity)).toThrow(
    expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining('stick by a cookie') }),
  );
});

test('given other annotations of the gateway, each is named', () => {
  const [reading] = readText(
    'azure-agic',
    `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/ingress.class: azure/application-gateway
    ${PREFIX}cookie-based-affinity: "true"
    ${PREFIX}cookie-based-affinity-distinct-name: "true"
    ${PREFIX}ssl-redirect: "true"
spec:
  rules: [{ http: { paths: [{ path: /shop/*, backend: { service: { name: web, port: { number: 80 } } } }] } }]
`,
  );
  expect(reading?.affinity).toEqual({ kind: 'cookie', name: 'ApplicationGatewayAffinity', strength: 'pinned' });
  expect(reading?.routing).toMatchObject({
    className: 'azure/application-gateway',
    rules: [{ path: '/shop', match: 'prefix' }],
  });
  expect(reading && unreadPaths(reading)).toEqual([
    `metadata.annotations.${PREFIX}cookie-based-affinity-distinct-name`,
    `metadata.annotations.${PREFIX}ssl-redirect`,
  ]);
});

test.each([
  ['true', 'cookie'],
  ['True', 'cookie'],
  ['Enabled', 'none'],
  ['yes', 'none'],
])('the value "%s" is read as Go reads a boolean', (value, kind) => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, annotations: { ${PREFIX}cookie-based-affinity: "${value}" } }
spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
`;
  expect(readText('azure-agic', text)[0]?.affinity.kind).toBe(kind);
});
