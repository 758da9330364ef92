import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { affinities, routedApps } from '../../test/arbitraries.ts';
import {
  type AppSpec,
  DEFAULT_AFFINITY,
  fieldError,
  ManifestError,
  type RouterId,
  readAffinity,
  renderApp,
} from '../index.ts';

const deployed: AppSpec = { name: 'shop', image: 'shop', replicas: 1, port: 3000, healthPath: '/' };
const exposed: AppSpec = { ...deployed, serviceType: 'LoadBalancer' };
const routed: AppSpec = { ...exposed, route: { host: 'shop.example', path: '/' } };

const kindsOf = (app: AppSpec, ...rest: [Parameters<typeof renderApp>[1], RouterId]) =>
  renderApp(app, ...rest).objects.map(({ kind }) => kind);

describe('the objects of an App', () => {
  test('are those that it asks for, in the order in which to apply them', () => {
    expect(kindsOf(deployed, { kind: 'none' }, 'ingress-nginx')).toEqual(['Deployment']);
    expect(kindsOf(exposed, { kind: 'none' }, 'ingress-nginx')).toEqual(['Deployment', 'Service']);
    expect(kindsOf(routed, { kind: 'none' }, 'ingress-nginx')).toEqual(['Deployment', 'Service', 'Ingress']);
  });

  test('carry the affinity on the one that the router uses, once', () => {
    const cookie = renderApp(routed, DEFAULT_AFFINITY, 'ingress-nginx');
    expect(kindsOf(routed, DEFAULT_AFFINITY, 'ingress-nginx')).toEqual(['Deployment', 'Service', 'Ingress']);
    expect(readAffinity(cookie.objects, 'ingress-nginx')).toEqual(DEFAULT_AFFINITY);
    expect(readAffinity(cookie.objects, 'service-client-ip')).toEqual({ kind: 'none' });

    const address = renderApp(routed, { kind: 'client-address' }, 'service-client-ip');
    expect(readAffinity(address.objects, 'service-client-ip')).toEqual({ kind: 'client-address' });
    expect(readAffinity(address.objects, 'ingress-nginx')).toEqual({ kind: 'none' });
  });

  test('come with the losses of the router', () => {
    const { losses } = renderApp(routed, { ...DEFAULT_AFFINITY, secure: false }, 'ingress-nginx');
    expect(losses.map(({ field }) => field)).toEqual(['secure']);
  });

  test('need the route that the router needs', () => {
    expect(() => renderApp(exposed, DEFAULT_AFFINITY, 'ingress-nginx')).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: 'shop has no route: give one with a path, such as "/".',
      }),
    );
  });

  test('have valid names, and refer to each other, whatever the App', () => {
    const routerIds = fc.constantFrom<RouterId>('ingress-nginx', 'service-client-ip');
    fc.assert(
      fc.property(routedApps, affinities, routerIds, (app, affinity, router) => {
        let objects: ReturnType<typeof renderApp>['objects'];
        try {
          objects = renderApp(app, affinity, router).objects;
        } catch (error) {
          expect(error).toBeInstanceOf(ManifestError);
          return;
        }
        for (const { metadata } of objects) {
          expect(fieldError('name', metadata.name)).toBeUndefined();
          for (const value of Object.values(metadata.labels ?? {})) expect(value).toMatch(/^[a-z0-9][-a-z0-9]{0,62}$/);
          for (const value of Object.values(metadata.annotations ?? {})) expect(value).toBeTypeOf('string');
        }
        expect(JSON.parse(JSON.stringify(objects)), 'plain data').toEqual(objects);
      }),
    );
  });
});
