import { describe, expect, test } from 'vitest';
import { COOKIE, lost, made, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

const PREFIX = 'alb.ingress.kubernetes.io/';

describe('render', () => {
  test('a cookie becomes target group attributes, and targets are pods', () => {
    expect(made('aws-alb', COOKIE).get('Ingress shop')?.metadata.annotations).toEqual({
      [`${PREFIX}target-type`]: 'ip',
      [`${PREFIX}target-group-attributes`]:
        'stickiness.enabled=true,stickiness.type=lb_cookie,stickiness.lb_cookie.duration_seconds=3600',
      [`${PREFIX}listen-ports`]: '[{"HTTP": 80}, {"HTTPS": 443}]',
    });
  });

  test('name and strength are its own, and Secrets mean nothing to it', () => {
    expect(lost('aws-alb', COOKIE)).toEqual([
      ['name', 'AWSALB'],
      ['strength', 'pinned'],
      ['tls.secretName', undefined],
    ]);
    expect(made('aws-alb', COOKIE).get('Ingress shop')).toMatchObject({ spec: { tls: [{ hosts: ['shop.example'] }] } });
  });

  test.each([
    [undefined, 86400],
    [604_801, 604_800],
  ])('an age of %s s becomes %s s, which is a loss', (maxAgeSeconds, instead) => {
    const cookie = {
      kind: 'cookie',
      name: 'AWSALB',
      strength: 'pinned',
      ...(maxAgeSeconds && { maxAgeSeconds }),
    } as const;
    expect(lost('aws-alb', cookie, { ...SHOP, tls: [] })).toEqual([['maxAgeSeconds', instead]]);
  });

  test('no affinity leaves no attribute behind', () => {
    const annotations = made('aws-alb', { kind: 'none' }, { ...SHOP, tls: [] }).get('Ingress shop')?.metadata
      .annotations;
    expect(annotations).toEqual({ [`${PREFIX}target-type`]: 'ip' });
  });

  test.each([{ kind: 'client-address' }, { kind: 'header', name: 'x-user' }] as const)(
    '%o is refused, with what can be',
    (affinity) => {
      expect(() => routers['aws-alb'].render(SHOP, affinity)).toThrow(
        expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining('aws-nlb') }),
      );
    },
  );

  test('a regular expression cannot be routed', () => {
    const rules = [{ path: '/a+', match: 'regex', service: 'web', port: 80 }] as const;
    expect(() => routers['aws-alb'].render({ ...SHOP, rules }, COOKIE)).toThrow(
      expect.objectContaining({ code: 'unsupported-routing' }),
    );
  });
});

describe('read', () => {
  const ingress = (attributes: string, others = '', path = '/*') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    ${PREFIX}target-type: ip
    ${PREFIX}target-group-attributes: "${attributes}"
    ${others}
spec:
  ingressClassName: alb
  rules:
    - http:
        paths: [{ path: "${path}", pathType: ImplementationSpecific, backend: { service: { name: web, port: { number: 80 } } } }]
`;

  test('an application cookie is the load balancer its own one, while the application sets hers', () => {
    const [reading] = readText(
      'aws-alb',
      ingress(
        'stickiness.enabled=true,stickiness.type=app_cookie,stickiness.app_cookie.cookie_name=JSESSIONID,stickiness.app_cookie.duration_seconds=60',
      ),
    );
    expect(reading?.affinity).toEqual({ kind: 'cookie', name: 'AWSALBAPP-0', strength: 'pinned', maxAgeSeconds: 60 });
    expect(reading?.unread.map(({ reason }) => reason).join()).toContain('JSESSIONID');
  });

  test('a duration that nobody says is a day', () => {
    const [reading] = readText('aws-alb', ingress('stickiness.enabled=true'));
    expect(reading).toMatchObject({
      affinity: { maxAgeSeconds: 86400 },
      assumed: [{ field: 'maxAgeSeconds', instead: 86400 }],
      unread: [],
    });
  });

  test.each([
    'stickiness.type=lb_cookie',
    'stickiness.enabled=false',
    '',
    'stickiness.enabled=true,stickiness.type=source_ip',
    '=,,a=b=c',
  ])('the attributes "%s" keep nobody', (attributes) => {
    expect(readText('aws-alb', ingress(attributes))[0]?.affinity).toEqual({ kind: 'none' });
  });

  test('what else stands there is named', () => {
    const [reading] = readText(
      'aws-alb',
      ingress(
        'stickiness.enabled=true,deregistration_delay.timeout_seconds=30',
        `${PREFIX}listen-ports: '[{"HTTP": 8080}]'`,
      ),
    );
    expect(reading && unreadPaths(reading)).toEqual([
      `metadata.annotations.${PREFIX}listen-ports`,
      `metadata.annotations.${PREFIX}target-group-attributes`,
    ]);
  });

  test("a Service's own attributes count more than the Ingress's", () => {
    const service = `
---
apiVersion: v1
kind: Service
metadata: { name: web, annotations: { ${PREFIX}target-group-attributes: "stickiness.enabled=false" } }
`;
    expect(readText('aws-alb', ingress('stickiness.enabled=true') + service)[0]?.affinity).toEqual({ kind: 'none' });
  });

  test.each([
    ['/*', '/', 'prefix'],
    ['/shop/*', '/shop', 'prefix'],
    ['/shop', '/shop', 'exact'],
    ['/*/a.png', '/.*/a\\\\.png$', 'regex'],
  ])('the path %s', (path, expected, match) => {
    const [rule] = readText('aws-alb', ingress('', '', path))[0]?.routing.rules ?? [];
    expect(rule).toMatchObject({ path: expected.replaceAll('\\\\', '\\'), match });
  });
});
