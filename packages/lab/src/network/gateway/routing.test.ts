import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import type { HTTPRouteFilter } from '../../resources/schema/http-route-filter.ts';
import type { HTTPRouteMatch } from '../../resources/schema/http-route-match.ts';
import type { HTTPRouteRule } from '../../resources/schema/http-route-rule.ts';
import { TestGateways } from '../../testing/gateway.ts';

/** A pod that says what it was asked. */
const mirror: RequestListener = (request, response) => {
  response.setHeader('x-pod', 'yes');
  response.end(JSON.stringify({ url: request.url, headers: request.headers }));
};

async function startWith(rule: HTTPRouteRule, listener: RequestListener | undefined = mirror) {
  const gateways = TestGateways.start();
  gateways.expose('web', [await gateways.startPod(listener)]);
  gateways.gateway();
  gateways.route(rule);
  return gateways;
}

/** A gateway whose rules answer with a redirect to the host of their name: who is asked needs no pods. */
function startRules(...matches: readonly (readonly [name: string, ...HTTPRouteMatch[]])[]): TestGateways {
  const gateways = TestGateways.start();
  gateways.gateway();
  const rules = matches.map(([hostname, ...all]) => ({
    matches: all,
    filters: [{ type: 'RequestRedirect', requestRedirect: { hostname } }],
  }));
  gateways.route({}, { rules });
  return gateways;
}

async function ruleFor(
  gateways: TestGateways,
  path: string,
  ask: { method?: string; headers?: Record<string, string> } = {},
) {
  const { status, headers } = await gateways.ask({ path, ...ask });
  return headers.location === undefined ? status : new URL(headers.location).hostname;
}

test.each([
  ['/abc', '/abc', true],
  ['/abc', '/abc/', true],
  ['/abc', '/abc/def', true],
  ['/abc', '/abcd', false],
  ['/abc/', '/abc', true],
  ['/abc', '/x/../abc', true],
  ['/abc', '/abc/../x', false],
  ['/abc', '/%61bc', true],
  ['/abc', '/abc?x=/y', true],
])('the prefix %s is made of whole elements: %s is %s', async (value, path, isMatch) => {
  const gateways = startRules(['it', { path: { type: 'PathPrefix', value } }]);

  expect(await ruleFor(gateways, path)).toBe(isMatch ? 'it' : 404);
});

test('an exact path, a longer prefix, a method, headers, query parameters go first, in this order', async () => {
  const prefix = { type: 'PathPrefix', value: '/a' };
  const header = (name: string) => ({ name, value: 'x' });
  const gateways = startRules(
    ['short', { path: { type: 'PathPrefix', value: '/' } }],
    ['query', { path: prefix, queryParams: [{ name: 'q', value: '1' }] }],
    ['one-header', { path: prefix, headers: [header('h1')] }],
    ['two-headers', { path: prefix, headers: [header('h1'), header('H2')] }],
    ['method', { path: prefix, method: 'DELETE' }],
    ['long', { path: { type: 'PathPrefix', value: '/a/b' } }],
    ['expression', { path: { type: 'RegularExpression', value: '/a/b/[0-9]+' } }],
    ['exact', { path: { type: 'Exact', value: '/a/b/1' } }],
  );
  const headers = { h1: 'x', h2: 'x' };

  expect(await ruleFor(gateways, '/a/b/1')).toBe('exact');
  expect(await ruleFor(gateways, '/a/b/2')).toBe('expression');
  expect(await ruleFor(gateways, '/a/b/2/x')).toBe('long');
  expect(await ruleFor(gateways, '/a?q=1', { method: 'DELETE', headers })).toBe('method');
  expect(await ruleFor(gateways, '/a?q=1', { headers })).toBe('two-headers');
  expect(await ruleFor(gateways, '/a?q=1', { headers: { h1: 'x' } })).toBe('one-header');
  expect(await ruleFor(gateways, '/a?x=2&q=1')).toBe('query');
  expect(await ruleFor(gateways, '/a')).toBe('short');
});

test('of equal matches the older route goes first, then the one whose name does', async () => {
  const gateways = TestGateways.start();
  gateways.gateway();
  const redirectTo = (hostname: string) => ({ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname } }] });
  gateways.route(redirectTo('zebra'), {}, 'zebra');
  gateways.route(redirectTo('ape'), {}, 'ape');

  const [zebra, ape] = ['zebra', 'ape'].map((name) => gateways.store.get('httproutes', { namespace: 'default', name }));
  const isSameSecond = zebra?.metadata.creationTimestamp === ape?.metadata.creationTimestamp;

  expect(await ruleFor(gateways, '/')).toBe(isSameSecond ? 'ape' : 'zebra');
});

test('the more specific hostname of a route goes first, and a host that no route has is not found', async () => {
  const gateways = TestGateways.start();
  gateways.gateway();
  const to = (hostname: string) => ({ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname } }] });
  gateways.route(to('wide'), { hostnames: ['*.info'] }, 'wide');
  gateways.route(to('narrow'), { hostnames: ['*.sticky.info'] }, 'narrow');
  gateways.route(to('exact'), { hostnames: ['a.sticky.info'] }, 'exact');
  const hostOf = async (host: string) => {
    const { status, headers } = await gateways.ask({ host });
    return headers.location === undefined ? status : new URL(headers.location).hostname;
  };

  expect(await hostOf('A.sticky.info:8080')).toBe('exact');
  expect(await hostOf('x.y.sticky.info')).toBe('narrow');
  expect(await hostOf('sticky.info')).toBe('wide');
  expect(await hostOf('info')).toBe(404);
});

test('an expression takes no longer than its text is long, whatever it is', async () => {
  const gateways = startRules(['it', { path: { type: 'RegularExpression', value: '/(a+)+b' } }]);
  await gateways.open();
  const begun = performance.now();

  expect(await ruleFor(gateways, `/${'a'.repeat(5_000)}`)).toBe(404);

  expect(performance.now() - begun).toBeLessThan(1_000);
});

test.each([
  ['with too many repetitions', '(.{0,999}x)?'.repeat(80)],
  ['that looks ahead', '(?=a)b'],
])('an expression %s is not carried out', async (_what, value) => {
  const begun = performance.now();
  const gateways = startRules(['it', { path: { type: 'RegularExpression', value } }]);
  await gateways.open();

  expect(await ruleFor(gateways, '/x')).not.toBe('it');

  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(gateways.routeConditions().join()).toMatch(/Accepted=False|PartiallyInvalid=True/);
});

test('headers of the request and of the answer are set, added and taken out, by the rule and by the backend', async () => {
  const gateways = await startWith({
    filters: [
      {
        type: 'RequestHeaderModifier',
        requestHeaderModifier: { set: [{ name: 'X-Set', value: 'rule' }], remove: ['X-Gone'] },
      },
      {
        type: 'ResponseHeaderModifier',
        responseHeaderModifier: { add: [{ name: 'X-Added', value: '1' }], remove: ['x-pod'] },
      },
    ],
    backendRefs: [
      {
        name: 'web',
        port: 80,
        filters: [
          { type: 'RequestHeaderModifier', requestHeaderModifier: { add: [{ name: 'X-Set', value: 'backend' }] } },
        ],
      },
    ],
  });

  const { headers, body } = await gateways.ask({ headers: { 'x-set': 'client', 'x-gone': '1' } });
  const seen = JSON.parse(body).headers;

  expect(seen).toMatchObject({ 'x-set': 'rule, backend', host: 'sticky.info', 'x-forwarded-proto': 'http' });
  expect(seen).not.toHaveProperty('x-gone');
  expect(headers).toMatchObject({ 'x-added': '1' });
  expect(headers).not.toHaveProperty('x-pod');
});

test.each([
  ['/foo/bar', '/foo', '/xyz', '/xyz/bar'],
  ['/foo/bar', '/foo', '/xyz/', '/xyz/bar'],
  ['/foo/bar', '/foo/', '/xyz', '/xyz/bar'],
  ['/foo', '/foo', '/xyz', '/xyz'],
  ['/foo/', '/foo', '/xyz', '/xyz/'],
  ['/foo/bar', '/foo', '', '/bar'],
  ['/foo/', '/foo', '', '/'],
  ['/foo', '/foo', '', '/'],
  ['/foo/', '/foo', '/', '/'],
  ['/foo', '/foo', '/', '/'],
  ['/foo?a=b', '/foo', '/xyz', '/xyz?a=b'],
])(
  '%s with prefix %s replaced by %s is %s (the table of HTTPPathModifier)',
  async (path, value, replacePrefixMatch, seen) => {
    const urlRewrite = { hostname: 'inner', path: { type: 'ReplacePrefixMatch', replacePrefixMatch } };
    const gateways = await startWith({ matches: [{ path: { value } }], filters: [{ type: 'URLRewrite', urlRewrite }] });

    expect(JSON.parse((await gateways.ask({ path })).body)).toMatchObject({ url: seen, headers: { host: 'inner' } });
  },
);

test.each<[HTTPRouteFilter['requestRedirect'], number, string]>([
  [{ hostname: 'other' }, 302, 'http://other:PORT/a/b?q'],
  [{ statusCode: 301, scheme: 'https' }, 301, 'https://sticky.info/a/b?q'],
  [{ scheme: 'https', port: 8443 }, 302, 'https://sticky.info:8443/a/b?q'],
  [{ path: { type: 'ReplaceFullPath', replaceFullPath: '/x' } }, 302, 'http://sticky.info:PORT/x?q'],
  [{ path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } }, 302, 'http://sticky.info:PORT/x/b?q'],
  [{ scheme: 'http' }, 302, 'http://sticky.info:PORT/a/b?q'],
])('a redirect %j answers %i %s', async (requestRedirect, status, location) => {
  const rule = {
    matches: [{ path: { value: '/a' } }],
    filters: [{ type: 'RequestRedirect', requestRedirect: requestRedirect ?? {} }],
  };
  const gateways = await startWith(rule);
  const { port } = await gateways.open();

  const answer = await gateways.ask({ path: '/a/b?q' });

  expect([answer.status, answer.headers.location]).toEqual([status, location.replace('PORT', String(port))]);
});

test('weights share out the requests, 0 gets none, and the share of a backend that is not there gets 500', async () => {
  const gateways = TestGateways.start();
  const [one, two] = [await gateways.startPod(), await gateways.startPod()];
  gateways.expose('one', [one]);
  gateways.expose('two', [two]);
  gateways.gateway();
  const share = (name: string, weight: number) => ({ name, port: 80, weight });
  gateways.route({ backendRefs: [share('one', 6), share('two', 0), share('gone', 3)] });
  await gateways.open();

  const answers = await Promise.all(Array.from({ length: 900 }, () => gateways.ask()));
  const good = answers.filter(({ status }) => status === 200);

  expect(new Set(good.map(({ body }) => body))).toEqual(new Set([one.ip]));
  expect(answers.length - good.length).toBe(answers.filter(({ status }) => status === 500).length);
  // 600 expected, five standard deviations of 14 around it.
  expect(Math.abs(good.length - 600)).toBeLessThan(71);
  expect(gateways.log.last(900).find(({ status }) => status === 200)?.tries[0]?.reason).toBe('weight');
});

test('a Service without ready pods is 503, a rule without backends 500, no rule 404', async () => {
  const gateways = TestGateways.start();
  gateways.expose('web', []);
  gateways.gateway();
  gateways.route({ matches: [{ path: { value: '/empty' } }] }, {}, 'empty');
  gateways.route({ matches: [{ path: { value: '/none' } }], backendRefs: [] }, {}, 'none');

  expect((await gateways.ask({ path: '/empty' })).status).toBe(503);
  expect((await gateways.ask({ path: '/none' })).status).toBe(500);
  expect((await gateways.ask({ path: '/' })).status).toBe(404);
});

test('a request that takes longer than its timeout is 504', async () => {
  const silent: RequestListener = () => {};
  const gateways = await startWith({ timeouts: { request: '50ms' } }, silent);

  expect((await gateways.ask()).status).toBe(504);
});

test('a status of retry.codes is tried again after the backoff, at another pod', async () => {
  const gateways = TestGateways.start();
  const times: number[] = [];
  const failing: RequestListener = (_request, response) => {
    times.push(performance.now());
    response.writeHead(503).end();
  };
  gateways.expose('web', [await gateways.startPod(failing), await gateways.startPod(failing)]);
  gateways.gateway();
  gateways.route({ retry: { codes: [503], attempts: 2, backoff: '40ms' } });

  expect((await gateways.ask({ method: 'POST', body: 'x' })).status).toBe(503);

  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps).toHaveLength(2);
  // Timers of Node may come up to a millisecond early.
  expect(Math.min(...gaps)).toBeGreaterThan(38);
});

test('CORS: a preflight is answered by the gateway, an answer carries what the filter allows', async () => {
  const cors = {
    allowOrigins: ['https://*.sticky.info'],
    allowMethods: ['PUT'],
    allowCredentials: true,
    allowHeaders: ['*'],
  };
  const gateways = await startWith({ filters: [{ type: 'CORS', cors }] });
  const origin = 'https://a.sticky.info';
  const asked = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-a' };

  const preflight = await gateways.ask({ method: 'OPTIONS', headers: asked });
  const good = await gateways.ask({ headers: { origin } });
  const bad = await gateways.ask({ headers: { origin: 'https://sticky.info.evil' } });

  expect(preflight).toMatchObject({ status: 204, body: '' });
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'x-a',
    'access-control-max-age': '5',
  });
  expect(good.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
  expect(bad.headers).not.toHaveProperty('access-control-allow-origin');
});

test('a change of the routes counts within a turn of the event loop', async () => {
  const gateways = startRules(['before', {}]);
  await gateways.open();
  const found = gateways.store.get('httproutes', { namespace: 'default', name: 'web' });
  if (found === undefined) throw new Error('no route');

  const rules = [{ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'after' } }] }];
  gateways.store.update('httproutes', { ...found, spec: { ...found.spec, rules } });
  await gateways.settled();

  expect(await ruleFor(gateways, '/')).toBe('after');
});
