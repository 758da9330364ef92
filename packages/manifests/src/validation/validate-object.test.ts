import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { parseDocuments, validateObject } from '../index.ts';
import { SPECS } from './kinds.ts';

const spec = z.record(z.string(), z.unknown());
const folder = join(import.meta.dirname, 'refused');
const refused = readdirSync(folder).map((file) =>
  z
    .record(z.string(), z.array(z.strictObject({ why: z.string(), at: z.string(), wrong: spec, right: spec })))
    .parse(parse(readFileSync(join(folder, file), 'utf8'))),
);
const examples = refused.flatMap((kinds) =>
  Object.entries(kinds).flatMap(([id, all]) => all.map((example) => ({ id, ...example }))),
);

/** The issues of a spec, as `path: message`. */
function issuesOf(id: string, spec: unknown): readonly string[] {
  const [apiVersion = '', kind = ''] = id.split(' ');
  const object = { apiVersion, kind, metadata: { name: 'a' }, spec };
  return validateObject(object).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('what is refused', () => {
  test.each(examples)('$id: $why', ({ id, at, wrong, right }) => {
    const [issue = '', ...others] = issuesOf(id, wrong);
    expect(others).toEqual([]);
    expect(issue.slice(0, issue.indexOf(': '))).toBe(`spec.${at}`);
    expect(issue).toMatch(/: [^\n]+\.$/);
    expect(issuesOf(id, right)).toEqual([]);
  });

  test.each(examples.filter(({ id }) => id !== 'ingress.v3.haproxy.org/v3 Backend'))(
    '$id: a field that does not exist',
    ({ id, right }) => {
      const message = 'There is no such field: take it out or correct its name.';
      expect(issuesOf(id, { ...right, misspelt: 1 })).toEqual([`spec.misspelt: ${message}`]);
    },
  );

  test.each([
    ['16 rules', 'spec.rules', (count: number) => ({ rules: Array(count).fill({}) }), 16],
    ['16 hosts', 'spec.hostnames', (count: number) => ({ hostnames: Array(count).fill('a') }), 16],
    [
      '128 matches in all',
      'spec.rules',
      (count: number) => ({
        rules: [{ matches: Array(64).fill({}) }, { matches: Array(count - 65).fill({}) }, { matches: [{}] }],
      }),
      128,
    ],
    [
      '128 characters in a session name',
      'spec.rules.0.sessionPersistence.sessionName',
      (count: number) => ({ rules: [{ sessionPersistence: { sessionName: 'a'.repeat(count) } }] }),
      128,
    ],
  ])('an HTTPRoute with more than %s', (_, path, spec, most) => {
    const id = 'gateway.networking.k8s.io/v1 HTTPRoute';
    expect(issuesOf(id, spec(most))).toEqual([]);
    expect(issuesOf(id, spec(most + 1))).toEqual([expect.stringContaining(`${path}: `)]);
  });
});

test('there is an example of each kind', () => {
  const known = Object.entries(SPECS).flatMap(([version, kinds]) =>
    Object.entries(kinds).map(([kind]) => `${version} ${kind}`),
  );
  // The same kinds under other names.
  const twice =
    /^(networking\.istio\.io\/v1(alpha3|beta1)|gateway\.networking\.k8s\.io\/v1beta1) |GRPCRoute|KubernetesEndpointResolver/;
  expect(known.filter((id) => !twice.test(id) && !examples.some((example) => example.id === id))).toEqual([]);
});

describe('metadata', () => {
  const of = (metadata: Record<string, unknown>) =>
    validateObject(
      parseDocuments(
        JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', ...metadata }, spec: {} }),
      )[0] ?? expect.unreachable(),
    ).map(({ path }) => path.join(' '));

  test.each([
    [{ name: 'A' }, 'metadata name'],
    [{ name: `${'a'.repeat(250)}.aaa` }, 'metadata name'],
    [{ namespace: 'a.b' }, 'metadata namespace'],
    [{ labels: { 'a b': 'c' } }, 'metadata labels a b'],
    [{ labels: { a: 'c~' } }, 'metadata labels a'],
    [{ labels: { a: 'c'.repeat(64) } }, 'metadata labels a'],
    [{ annotations: { 'a/b/c': '' } }, 'metadata annotations a/b/c'],
    [{ annotations: { a: 'x'.repeat(256 * 1024) } }, 'metadata annotations'],
  ])('%j is refused', (metadata, path) => {
    expect(of(metadata)).toEqual([path]);
  });

  test('names of kinds that are unknown here follow rules of their own', () => {
    const metadata = { name: 'system:node', labels: { a: 'b c' } };
    const issues = validateObject({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata });
    expect(issues.map(({ path }) => path)).toEqual([['metadata', 'labels', 'a']]);
  });

  test('names that Kubernetes takes are taken', () => {
    expect(
      of({
        name: '1.a-b',
        namespace: 'a',
        labels: { 'a.b/C_d': 'E.f', x: '' },
        annotations: { 'Example.com/a': '~ ä' },
      }),
    ).toEqual([]);
  });
});

describe('annotations', () => {
  test.each([
    ['nginx.org/sticky-cookie-services', 'serviceName=web srv_id expires=1h path=/', 'web srv_id'],
    ['nginx.org/sticky-cookie-services', 'serviceName=a x; serviceName=b y', 'serviceName=web srv_id expires'],
    ['traefik.ingress.kubernetes.io/service.sticky.cookie', 'true', 'yes'],
    ['traefik.ingress.kubernetes.io/service.sticky.cookie.samesite', 'lax', 'Lax'],
    ['traefik.ingress.kubernetes.io/service.sticky.cookie.maxage', '60', '60s'],
    ['haproxy.org/load-balance', 'hdr(X-User)', 'sticky'],
    ['haproxy.org/cr-backend', 'shop/web', 'shop/web/x'],
    ['haproxy-ingress.github.io/affinity', 'cookie', 'cookies'],
    ['haproxy-ingress.github.io/session-cookie-strategy', 'insert', 'put'],
    ['konghq.com/upstream-policy', 'web', 'Web'],
    ['alb.ingress.kubernetes.io/target-type', 'ip', 'pod'],
    [
      'alb.ingress.kubernetes.io/target-group-attributes',
      'stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=604800',
      'stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=604801',
    ],
    ['alb.ingress.kubernetes.io/target-group-attributes', 'stickiness.enabled=false', 'stickiness.enabled=on'],
    [
      'alb.ingress.kubernetes.io/target-group-attributes',
      'stickiness.type=app_cookie,stickiness.app_cookie.cookie_name=key',
      'stickiness.type=app_cookie',
    ],
    [
      'alb.ingress.kubernetes.io/target-group-attributes',
      'stickiness.app_cookie.cookie_name=key',
      'stickiness.app_cookie.cookie_name=AWSALB',
    ],
    ['alb.ingress.kubernetes.io/target-group-attributes', 'stickiness.type=lb_cookie', 'stickiness.type=source_ip'],
    [
      'alb.ingress.kubernetes.io/target-group-attributes',
      'deregistration_delay.timeout_seconds=30',
      'stickiness.enabled',
    ],
    [
      'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes',
      'stickiness.enabled=true,stickiness.type=source_ip',
      'stickiness.type=lb_cookie',
    ],
    ['cloud.google.com/backend-config', '{"default": "web"}', 'web'],
    ['appgw.ingress.kubernetes.io/cookie-based-affinity', 'true', 'on'],
    ['router.openshift.io/cookie_name', 'key', 'k~y'],
    ['router.openshift.io/cookie-same-site', 'Lax', 'lax'],
    ['haproxy.router.openshift.io/disable_cookies', 'true', 'yes'],
    ['haproxy.router.openshift.io/balance', 'source', 'ip_hash'],
    ['zalando.org/skipper-loadbalancer', 'consistentHash', 'sticky'],
  ])('%s takes %s and not %s', (name, right, wrong) => {
    const issues = (value: string) =>
      validateObject({
        apiVersion: 'example.com/v1',
        kind: 'Ingress',
        metadata: { name: 'a', annotations: { [name]: value } },
      });
    expect(issues(right)).toEqual([]);
    expect(issues(wrong)).toEqual([
      { path: ['metadata', 'annotations', name], message: expect.stringMatching(/^[^\n]+\.$/) },
    ]);
  });
});

test('an Ingress is refused where ingress-nginx would refuse it', () => {
  const name = 'nginx.ingress.kubernetes.io/session-cookie-name';
  const annotations = { 'nginx.ingress.kubernetes.io/affinity': 'cookie', [name]: 'k y;' };
  const object = { apiVersion: 'networking.k8s.io/v1', metadata: { name: 'a', annotations }, spec: {} };
  expect(validateObject({ ...object, kind: 'Ingress' }).map(({ path }) => path.at(-1))).toEqual([name]);
  expect(validateObject({ ...object, kind: 'IngressClass' })).toEqual([]);
});

describe('whatever comes', () => {
  const ids = Object.entries(SPECS).flatMap(([apiVersion, kinds]) =>
    Object.keys(kinds).map((kind) => ({ apiVersion, kind })),
  );

  test('there are issues or none, and no crash', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.anything({ withNullPrototype: true }), (id, spec) => {
        for (const { path, message } of validateObject({ ...id, metadata: { name: 'a' }, ...{ spec } })) {
          expect(path[0]).toBe('spec');
          expect(message).toMatch(/\.$/);
        }
      }),
    );
  });

  test('a kind that is unknown here passes', () => {
    expect(validateObject({ apiVersion: 'example.com/v1', kind: 'toString', metadata: { name: 'a' } })).toEqual([]);
    expect(validateObject({ apiVersion: 'toString', kind: 'length', metadata: { name: 'a' } })).toEqual([]);
  });

  test('a spec that is missing is an empty one', () => {
    expect(validateObject({ apiVersion: 'k8s.nginx.org/v1', kind: 'VirtualServer', metadata: { name: 'a' } })).toEqual([
      { path: ['spec', 'host'], message: 'This is missing: give a text.' },
    ]);
  });
});
