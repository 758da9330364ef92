import { expect, test } from 'vitest';
import { COOKIE, lost, readText, SHOP, unreadPaths } from '../../test/shop.ts';
import { routers } from '../index.ts';

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

test('a client address becomes attributes of a Service of its own class', () => {
  expect(routers['aws-nlb'].render(SHOP, { kind: 'client-address' })).toMatchObject({
    objects: [],
    serviceSettings: {
      annotations: {
        [`${PREFIX}nlb-target-type`]: 'ip',
        [`${PREFIX}target-group-attributes`]: 'stickiness.enabled=true,stickiness.type=source_ip',
      },
      spec: { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' },
    },
  });
});

test('hosts, paths and TLS are lost, and so is a timeout', () => {
  const routing = { ...SHOP, className: 'nginx' };
  expect(lost('aws-nlb', { kind: 'client-address', timeoutSeconds: 60 }, routing).map(([field]) => field)).toEqual([
    'timeoutSeconds',
    'rules',
    'tls',
    'className',
  ]);
});

test('a cookie is refused, with the router that can', () => {
  expect(() => routers['aws-nlb'].render(SHOP, COOKIE)).toThrow(
    expect.objectContaining({ code: 'unsupported-affinity', message: expect.stringContaining('aws-alb') }),
  );
});

test('given a Service as people write it, sticking to nodes is named', () => {
  const [reading] = readText(
    'aws-nlb',
    `
apiVersion: v1
kind: Service
metadata:
  name: game
  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: instance
    ${PREFIX}target-group-attributes: stickiness.enabled=true, stickiness.type=source_ip, preserve_client_ip.enabled=true
spec:
  type: LoadBalancer
  ports: [{ port: 7777 }]
`,
  );
  expect(reading?.affinity).toEqual({ kind: 'client-address' });
  expect(reading?.routing.rules).toEqual([{ path: '/', match: 'prefix', service: 'game', port: 7777 }]);
  expect(reading && unreadPaths(reading)).toEqual([
    `metadata.annotations.${PREFIX}target-group-attributes`,
    `metadata.annotations.${PREFIX}nlb-target-type`,
  ]);
});

test('a Service of another load balancer means nothing to it', () => {
  const other =
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { type: LoadBalancer, ports: [{ port: 80 }] }';
  expect(readText('aws-nlb', other)).toEqual([]);
});
