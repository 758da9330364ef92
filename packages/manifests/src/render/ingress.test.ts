import { expect, test } from 'vitest';
import { type AppSpec, renderIngress } from '../index.ts';

const app: AppSpec = {
  name: 'shop',
  image: 'shop',
  replicas: 1,
  port: 3000,
  healthPath: '/',
  serviceType: 'ClusterIP',
};

test('a route leads a host and a path to the Service', () => {
  const ingress = renderIngress({ ...app, route: { host: 'shop.example', path: '/cart', ingressClassName: 'nginx' } });
  expect(ingress).toMatchObject({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'shop' } });
  expect(ingress.metadata.annotations).toBeUndefined();
  expect(ingress.spec).toEqual({
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'shop.example',
        http: {
          paths: [
            { path: '/cart', pathType: 'Prefix', backend: { service: { name: 'shop', port: { number: 3000 } } } },
          ],
        },
      },
    ],
  });
});

test('without host and class it answers every host by the default class', () => {
  const { spec } = renderIngress({ ...app, route: { path: '/' } });
  expect(Object.keys(spec ?? {})).toEqual(['rules']);
  expect(Object.keys(spec?.rules?.[0] ?? {})).toEqual(['http']);
});

test('given an App without a route, it says what to give', () => {
  expect(() => renderIngress(app)).toThrow(
    expect.objectContaining({ code: 'invalid-input', issues: [expect.objectContaining({ path: 'route' })] }),
  );
});
