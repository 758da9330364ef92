import { expect, test } from 'vitest';
import { objectSchemas } from '../api/objects.ts';
import { ruleAffinity } from './session-persistence.ts';

const LAB = 'lab.sticky/gateway-controller';

/** What is read of a rule with this `sessionPersistence`. */
function affinityOf(sessionPersistence: object | undefined, controller: string | undefined = LAB) {
  const { spec } = objectSchemas.HTTPRoute.parse({
    metadata: { name: 'chat', uid: 'uid-chat', resourceVersion: '1' },
    spec: { parentRefs: [{ name: 'web' }], rules: [{ sessionPersistence }] },
  });
  return spec.rules.map((rule) => ruleAffinity(rule, controller))[0];
}

const cookie = { kind: 'cookie', name: 'key', strength: 'pinned' };

test.each<[string, object | undefined, object]>([
  ['a cookie', { sessionName: 'key', type: 'Cookie' }, cookie],
  ['no type, which is a cookie', { sessionName: 'key' }, cookie],
  ['a cookie of the coming shape', { cookie: { name: 'key' } }, cookie],
  ['a header', { sessionName: 'X-Session', type: 'Header' }, { kind: 'header', name: 'x-session' }],
  ['a header of the coming shape', { type: 'Header', header: { name: 'X-S' } }, { kind: 'header', name: 'x-s' }],
  ['a name that the controller makes up', { type: 'Cookie' }, { kind: 'unknown' }],
  ['nothing', undefined, { kind: 'none' }],
  [
    'a cookie that the browser keeps',
    { sessionName: 'key', absoluteTimeout: '1h30m', cookieConfig: { lifetimeType: 'Permanent' } },
    { ...cookie, maxAgeSeconds: 5_400 },
  ],
  [
    'one of the coming shape',
    { absoluteTimeout: '2s500ms', cookie: { name: 'key', lifetimeType: 'Permanent' } },
    { ...cookie, maxAgeSeconds: 3 },
  ],
  [
    'a cookie that ends with the browser, whatever the timeout',
    { sessionName: 'key', absoluteTimeout: '1h', cookieConfig: { lifetimeType: 'Session' } },
    cookie,
  ],
])('a rule says %s', (_what, sessionPersistence, affinity) => {
  expect(affinityOf(sessionPersistence)).toEqual(affinity);
});

test.each<[string, string | undefined, object | undefined, object]>([
  ['Envoy Gateway does it', 'gateway.envoyproxy.io/gatewayclass-controller', { sessionName: 'key' }, cookie],
  [
    'Envoy Gateway may do it otherwise',
    'gateway.envoyproxy.io/gatewayclass-controller',
    undefined,
    { kind: 'unknown' },
  ],
  ['another may not do it', 'traefik.io/gateway-controller', { sessionName: 'key' }, { kind: 'unknown' }],
  ['nobody has taken it on yet', '', { sessionName: 'key' }, { kind: 'unknown' }],
])('%s', (_what, controller, sessionPersistence, affinity) => {
  expect(affinityOf(sessionPersistence, controller)).toEqual(affinity);
});
