import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { images, routedApps } from '../../test/arbitraries.ts';
import { type AppSpec, fieldError, renderDeployment } from '../index.ts';

const app: AppSpec = { name: 'shop', image: 'team/shop:1', replicas: 3, port: 3000, healthPath: '/readyz' };

function podOf(spec: AppSpec) {
  return renderDeployment(spec).spec?.template.spec;
}

function containerOf(spec: AppSpec) {
  const [container] = podOf(spec)?.containers ?? [];
  return container ?? expect.unreachable('no container');
}

describe('the Deployment of an App', () => {
  test('selects its pods by the label that "kubectl create deployment" uses', () => {
    const { metadata, spec } = renderDeployment(app);
    expect(spec?.selector).toEqual({ matchLabels: { app: 'shop' } });
    expect(spec?.template.metadata?.labels).toMatchObject({ app: 'shop' });
    expect(metadata.labels).toEqual({
      app: 'shop',
      'app.kubernetes.io/name': 'shop',
      'app.kubernetes.io/managed-by': 'sticky',
    });
  });

  test('asks the health path for readiness and liveness, on the port', () => {
    const { readinessProbe, livenessProbe, ports } = containerOf(app);
    expect(readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 3000 });
    expect(livenessProbe?.httpGet).toEqual({ path: '/readyz', port: 3000 });
    expect(ports).toEqual([{ containerPort: 3000, protocol: 'TCP' }]);
  });

  test('takes a deaf pod out of the Service before it restarts it', () => {
    const { readinessProbe, livenessProbe } = containerOf(app);
    const patience = (probe: typeof readinessProbe) => (probe?.periodSeconds ?? 10) * (probe?.failureThreshold ?? 3);
    expect(patience(readinessProbe)).toBeLessThan(patience(livenessProbe));
  });

  test('takes no pod away before its successor is ready, and lets it finish', () => {
    expect(renderDeployment(app).spec?.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
    });
    expect(podOf(app)?.terminationGracePeriodSeconds).toBe(30);
  });

  test('asks for resources, and limits what cannot be taken back', () => {
    const { resources } = containerOf(app);
    expect(Object.keys(resources?.requests ?? {})).toEqual(['cpu', 'memory']);
    expect(Object.keys(resources?.limits ?? {})).toEqual(['memory']);
  });

  // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
  test('fits the Pod Security Standard "restricted", whatever user the image names', () => {
    expect(podOf(app)?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(podOf(app)?.securityContext?.runAsUser).toBeGreaterThan(0);
    expect(containerOf(app).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(podOf(app)?.automountServiceAccountToken).toBe(false);
  });

  test.each([
    ['mopckou/sticky-session:0.0.5', 'sticky-session'],
    ['localhost:5000/app', 'app'],
    ['registry.example.com/a/b_c.d:1', 'b-c-d'],
    [`nginx@sha256:${'0'.repeat(64)}`, 'nginx'],
  ])('names the container of %s %s, as kubectl does', (image, name) => {
    expect(containerOf({ ...app, image }).name).toBe(name);
  });

  test('names the container by a DNS label, whatever the image', () => {
    fc.assert(
      fc.property(images, (image) => {
        expect(containerOf({ ...app, image }).name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  test('carries what the App says, whatever it says', () => {
    fc.assert(
      fc.property(routedApps, (any) => {
        const { metadata, spec } = renderDeployment(any);
        expect(fieldError('name', metadata.name)).toBeUndefined();
        expect(spec?.replicas).toBe(any.replicas);
        expect(containerOf(any).image).toBe(any.image);
      }),
    );
  });
});
