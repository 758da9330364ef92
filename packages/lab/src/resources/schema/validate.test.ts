import { describe, expect, test } from 'vitest';
import { deployment, ingress, service } from '../../api/testing/manifests.ts';
import { deployments } from '../deployments.ts';
import { ingresses } from '../ingresses.ts';
import type { Resource } from '../resource.ts';
import { services } from '../services.ts';
import { validate } from './validate.ts';

function errorsOf(resource: Pick<Resource, 'schema'>, object: object): string[] {
  const result = validate(resource.schema, object);
  return 'errors' in result ? result.errors.map(({ field, message }) => `${field}: ${message}`) : [];
}

function completed(resource: Pick<Resource, 'schema'>, object: object): unknown {
  const result = validate(resource.schema, object);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return result.value;
}

function withContainer(container: object) {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };
  return deployment('web', { template });
}

test('a Deployment gets the defaults of the real API server', () => {
  expect(completed(deployments, deployment('web'))).toMatchObject({
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      template: {
        spec: {
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          containers: [
            {
              imagePullPolicy: 'IfNotPresent',
              terminationMessagePath: '/dev/termination-log',
              ports: [{ containerPort: 8080, protocol: 'TCP' }],
              resources: {},
            },
          ],
        },
      },
    },
  });
});

test.each([
  ['web', 'Always'],
  ['web:latest', 'Always'],
  ['registry.example:5000/web', 'Always'],
  ['registry.example:5000/web:1.0', 'IfNotPresent'],
  ['web@sha256:0123', 'IfNotPresent'],
])('the image %s is pulled %s', (image, imagePullPolicy) => {
  const spec = { template: { spec: { containers: [{ imagePullPolicy }] } } };
  expect(completed(deployments, withContainer({ name: 'web', image }))).toMatchObject({ spec });
});

describe('a Deployment is refused in the words of the real API server', () => {
  test.each<[string, object, string]>([
    [
      'fewer pods than none',
      deployment('web', { replicas: -1 }),
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    ['no selector', deployment('web', { selector: undefined }), 'spec.selector: Required value'],
    [
      'a selector that misses its pods',
      deployment('web', { selector: { matchLabels: { app: 'other' } } }),
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
    ['no image', withContainer({ name: 'web' }), 'spec.template.spec.containers[0].image: Required value'],
    [
      'a port out of range',
      withContainer({ name: 'web', image: 'web', ports: [{ containerPort: 80_800 }] }),
      'spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 80800: must be between 1 and 65535, inclusive',
    ],
    [
      'a protocol that is none',
      withContainer({ name: 'web', image: 'web', ports: [{ containerPort: 80, protocol: 'HTTP' }] }),
      'spec.template.spec.containers[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ],
    [
      'a rollout that cannot move',
      deployment('web', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ],
    [
      'an environment variable without a name',
      withContainer({ name: 'web', image: 'web', env: [{ name: '', value: 'x' }] }),
      `spec.template.spec.containers[0].env[0].name: Invalid value: "": a valid environment variable name must consist only of printable ASCII characters other than '='`,
    ],
  ])('%s', (_, object, error) => {
    expect(errorsOf(deployments, JSON.parse(JSON.stringify(object)))).toContain(error);
  });
});

describe('a Service', () => {
  test('gets the defaults of the real API server', () => {
    const own = service('web', { ports: [{ port: 80 }], sessionAffinity: 'ClientIP' });
    expect(completed(services, own)).toMatchObject({
      spec: {
        type: 'ClusterIP',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
        internalTrafficPolicy: 'Cluster',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
      },
    });
  });

  test('without an affinity has no config of one', () => {
    const own = service('web', { ports: [{ port: 80 }], sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } } });
    expect(completed(services, own)).toMatchObject({ spec: { sessionAffinity: 'None' } });
    expect(completed(services, own)).not.toHaveProperty('spec.sessionAffinityConfig');
  });

  test.each([
    [{ ports: [] }, 'spec.ports: Required value'],
    [{ ports: [{ port: 0 }] }, 'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    [{ ports: [{ port: 1 }, { port: 2 }] }, 'spec.ports[0].name: Required value'],
    [
      { ports: [{ port: 1, nodePort: 30_000 }] },
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    [
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 0 } } },
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400',
    ],
    [{ type: 'ExternalName' }, 'spec.externalName: Required value'],
  ])('with %j is refused: %s', (spec, error) => {
    expect(errorsOf(services, service('web', spec))).toContain(error);
  });
});

describe('an Ingress is refused', () => {
  const path = (path: object) => ({
    ...ingress('web'),
    spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'web', port: { number: 80 } } }, ...path }] } }] },
  });
  test.each([
    [path({ path: '/' }), 'spec.rules[0].http.paths[0].pathType: Required value'],
    [
      path({ path: 'a', pathType: 'Prefix' }),
      'spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path',
    ],
    [
      path({ path: '/', pathType: 'Prefix', backend: { service: { name: 'web' } } }),
      'spec.rules[0].http.paths[0].backend.service.port: Required value',
    ],
    [{ ...ingress('web'), spec: {} }, 'spec: Invalid value: []: either `defaultBackend` or `rules` must be specified'],
  ])('%j', (object, error) => {
    expect(errorsOf(ingresses, object)).toContain(error);
  });
});
