import { describe, expect, test } from 'vitest';
import { type Affinity, type AppSpec, type KubernetesObject, readAffinity, renderCarriers } from '../index.ts';

const render = (app: AppSpec, affinity: Affinity) => renderCarriers(app, affinity, 'service-client-ip');
const read = (objects: readonly KubernetesObject[]) => readAffinity(objects, 'service-client-ip');
const app: AppSpec = { name: 'shop', image: 'shop', replicas: 2, port: 80, healthPath: '/', serviceType: 'ClusterIP' };

describe('render', () => {
  test('a client address becomes sessionAffinity ClientIP with its timeout', () => {
    const { objects, losses } = render(app, { kind: 'client-address', timeoutSeconds: 600 });
    expect(objects).toHaveLength(1);
    expect(objects[0]).toMatchObject({
      kind: 'Service',
      spec: { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } } },
    });
    expect(losses).toEqual([]);
  });

  test('without a timeout it leaves the default to Kubernetes', () => {
    const [service] = render(app, { kind: 'client-address' }).objects;
    expect(service).not.toHaveProperty('spec.sessionAffinityConfig');
  });

  test.each(['NodePort', 'LoadBalancer'] as const)("a %s keeps the client's address on its way", (serviceType) => {
    const [service] = render({ ...app, serviceType }, { kind: 'client-address' }).objects;
    expect(service).toHaveProperty('spec.externalTrafficPolicy', 'Local');
  });

  test('a ClusterIP has no external traffic, and Kubernetes refuses a policy for it', () => {
    const [service] = render(app, { kind: 'client-address' }).objects;
    expect(service).not.toHaveProperty('spec.externalTrafficPolicy');
  });

  test('no affinity says None, which takes ClientIP back', () => {
    const [service] = render(app, { kind: 'none' }).objects;
    expect(service).toHaveProperty('spec.sessionAffinity', 'None');
    expect(service).not.toHaveProperty('spec.sessionAffinityConfig');
  });

  test.each([
    { kind: 'cookie', name: 'key', strength: 'pinned' },
    { kind: 'header', name: 'x-user' },
  ] as const)('a $kind cannot be carried, and the error says what can', (affinity) => {
    expect(() => render(app, affinity)).toThrow(
      expect.objectContaining({
        code: 'unsupported-affinity',
        message: `A Service sees connections, no ${affinity.kind}s: use the router ingress-nginx, or stick by client address.`,
      }),
    );
  });
});

describe('read', () => {
  const service = (spec: unknown): KubernetesObject & { spec: unknown } => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'shop' },
    spec,
  });

  test('what a live Service says, defaults filled in by the server', () => {
    const config = { clientIP: { timeoutSeconds: 10800 } };
    expect(
      read([service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: config, clusterIP: '10.0.0.1' })]),
    ).toEqual({
      kind: 'client-address',
      timeoutSeconds: 10800,
    });
  });

  test.each([undefined, null, 'ClientIP', {}, { sessionAffinity: 'None' }, { sessionAffinity: 'clientip' }])(
    'none from the spec %j',
    (spec) => {
      expect(read([service(spec)])).toEqual({ kind: 'none' });
    },
  );
});
