import { expect, test } from 'vitest';
import { COOKIE, SHOP } from '../../test/shop.ts';
import { type Affinity, type RouterId, routers, toYaml } from '../index.ts';

const text = (id: RouterId, affinity: Affinity) => toYaml(routers[id].render({ ...SHOP, tls: [] }, affinity).objects);

test.each([
  ['contour', COOKIE, 'strategy: Cookie', 'X-Contour-Session-Affinity'],
  ['contour', { kind: 'client-address' }, 'strategy: RequestHash', 'moves some sessions'],
  ['kong', COOKIE, 'algorithm: consistent-hashing', 'moves some sessions'],
  ['kong', { ...COOKIE, strength: 'pinned' }, 'algorithm: sticky-sessions', 'moves nobody'],
  ['istio', COOKIE, 'ttl: 3600s', 'without it Envoy would set none'],
  ['emissary', COOKIE, 'resolver: endpoint', 'load_balancer does nothing'],
  ['apisix', COOKIE, 'hashOn: cookie', 'the application has to'],
  ['gke-ingress', COOKIE, 'affinityType: GENERATED_COOKIE', 'GCLB'],
  ['aws-alb', COOKIE, 'alb.ingress.kubernetes.io/target-type: "ip"', 'stick to a node'],
  ['azure-agic', COOKIE, 'appgw.ingress.kubernetes.io/cookie-based-affinity: "true"', 'names its pod'],
  ['openshift', { kind: 'none' }, 'haproxy.router.openshift.io/disable_cookies: "true"', 'on by default'],
  ['skipper', COOKIE, 'zalando.org/skipper-loadbalancer: "consistentHash"', 'the same pod'],
] as const)('%s, given %o: the line %s says what it does', (id, affinity, line, comment) => {
  const lines = text(id, affinity).split('\n');
  const at = lines.findIndex((one) => one.trim() === line);
  expect(at).toBeGreaterThan(0);
  expect(lines[at - 1]).toMatch(new RegExp(`^ *# .*${comment}`));
});
