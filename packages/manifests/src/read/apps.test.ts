import { expect, test } from 'vitest';
import { appsOf, DEFAULT_AFFINITY, type KubernetesObject, readObjects, renderApp } from '../index.ts';

const app = (name: string) => ({
  name,
  image: 'shop',
  replicas: 2,
  port: 80,
  healthPath: '/',
  serviceType: 'ClusterIP' as const,
  route: { host: `${name}.example`, path: '/' },
});
const shown = (objects: readonly KubernetesObject[]) =>
  appsOf(objects, readObjects(objects).readings).map(({ name, service, workloads, readings }) => [
    name,
    service?.kind,
    workloads.map(({ metadata }) => metadata.name),
    readings.map(({ router, affinity }) => `${router} ${affinity.kind}`),
  ]);

test('an App is its workload, its Service and what leads there, router by router', () => {
  const shop = renderApp(app('shop'), DEFAULT_AFFINITY, 'ingress-nginx').objects;
  const cart = renderApp(app('cart'), { kind: 'client-address' }, 'istio').objects;
  expect(shown([...shop, ...cart])).toEqual([
    ['shop', 'Service', ['shop'], ['ingress-nginx cookie']],
    ['cart', 'Service', ['cart'], ['istio client-address']],
  ]);
});

test('of an App whose Service is elsewhere it is what leads there', () => {
  const [, , ingress] = renderApp(app('shop'), DEFAULT_AFFINITY, 'ingress-nginx').objects;
  expect(shown(ingress === undefined ? [] : [ingress])).toEqual([['shop', undefined, [], ['ingress-nginx cookie']]]);
});
