import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLocationSettings } from './settings.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

function read(annotations: Readonly<Record<string, string>>) {
  return readLocationSettings(
    Object.fromEntries(Object.entries(annotations).map(([name, value]) => [PREFIX + name, value])),
  );
}

function effectsOf(annotations: Readonly<Record<string, string>>) {
  return read(annotations).problems.map(({ effect }) => effect);
}

test('without annotations the defaults of ingress-nginx are in force', () => {
  const { settings, problems } = read({});

  expect(problems).toEqual([]);
  expect(settings).toEqual({
    aliases: [],
    rewrite: { useRegex: false },
    redirect: { fromToWww: false, isRelative: false, withPort: false },
    sslRedirect: { isOn: true, isForced: false, keepsSlash: false },
    cors: undefined,
    sources: {},
    answer: {},
    proxy: {
      timeouts: { connect: 5_000, send: 60_000, read: 60_000, total: 0, backend: 0 },
      retry: { on: new Set(['error', 'timeout']), most: 3, within: 0, nonIdempotent: false },
      body: { most: 1024 ** 2, isBuffered: true },
      mostAnswerHead: 4 * 1024,
    },
  });
});

describe('how requests are passed on', () => {
  test.each([
    [{ 'proxy-connect-timeout': '7', 'proxy-read-timeout': '0' }, { timeouts: { connect: 7_000, read: 1 } }],
    [{ 'proxy-body-size': '8m' }, { body: { most: 8 * 1024 ** 2 } }],
    [{ 'proxy-body-size': '0' }, { body: { most: Number.POSITIVE_INFINITY } }],
    // Its check lets it through, and nginx's default is in force.
    [{ 'proxy-body-size': '8b' }, { body: { most: 1024 ** 2 } }],
    [{ 'proxy-request-buffering': ' off ' }, { body: { isBuffered: false } }],
    [{ 'proxy-buffer-size': '16k' }, { mostAnswerHead: 16 * 1024 }],
    [
      { 'proxy-next-upstream': 'error http_502 non_idempotent', 'proxy-next-upstream-timeout': '9' },
      { retry: { on: new Set(['error', 'http_502']), nonIdempotent: true, within: 9_000 } },
    ],
    [{ 'proxy-next-upstream': 'error off' }, { retry: { on: new Set() } }],
    [{ 'proxy-next-upstream-tries': '0' }, { retry: { most: 100 } }],
    [{ 'upstream-vhost': ' inner.example ' }, { upstreamVhost: 'inner.example' }],
  ])('%j', (annotations, proxy) => {
    expect(read(annotations).settings.proxy).toMatchObject(proxy);
    expect(effectsOf(annotations)).toEqual([]);
  });

  test.each([
    { 'proxy-read-timeout': '60s' },
    { 'proxy-body-size': '8 MB' },
    { 'proxy-next-upstream': 'error,timeout' },
    { 'proxy-request-buffering': 'On' },
    { 'rewrite-target': '/a b' },
    { 'use-regex': 'yes' },
    { 'app-root': '/a?b' },
    { 'enable-cors': 'yes' },
    { 'proxy-cookie-domain': 'one' },
  ])('%j is dropped', (annotations) => {
    expect(read(annotations).settings).toEqual(read({}).settings);
    expect(effectsOf(annotations)).toEqual(['dropped']);
  });
});

describe('what the Ingress is refused over', () => {
  test.each([
    // By ingress-nginx's own checks.
    { 'permanent-redirect': 'https://a b' },
    { 'temporal-redirect': 'https://a', 'temporal-redirect-code': 'moved' },
    { 'from-to-www-redirect': 'yes' },
    { 'server-alias': 'a;b' },
    { 'upstream-vhost': 'a b' },
    { 'x-forwarded-prefix': '/a?b' },
    // Since nginx would not load it.
    { 'proxy-read-timeout': '-1' },
    { 'server-alias': 'www.*.info' },
    { 'proxy-cookie-path': '/a' },
    // Since the lab cannot do it.
    { 'rewrite-target': '/$host' },
    { 'app-root': '/$1' },
    { 'upstream-vhost': '$host' },
    { 'server-alias': '~(?=a)' },
    { 'proxy-cookie-path': '~/a /b' },
  ])('%j', (annotations) => {
    expect(effectsOf(annotations)).toEqual(['rejected']);
  });
});

test('a redirect to what is no HTTP drops all of its group', () => {
  const { redirect } = read({ 'permanent-redirect': '/relative', 'from-to-www-redirect': 'true' }).settings;
  expect(redirect).toEqual({ fromToWww: false, isRelative: false, withPort: false });
});

test('server-alias names each alias once, in lower case, and keeps a pattern as it is', () => {
  expect(read({ 'server-alias': 'B.info, a.info,, a.info, ~^\\S+$' }).settings.aliases).toEqual([
    'b.info',
    'a.info',
    '~^\\S+$',
  ]);
});

test('whatever the annotations, they are read, and soon', () => {
  const names = fc.constantFrom(
    ...['cors-allow-origin', 'cors-allow-methods', 'cors-expose-headers', 'proxy-next-upstream', 'server-alias'],
    ...['rewrite-target', 'proxy-cookie-domain', 'whitelist-source-range', 'proxy-body-size', 'permanent-redirect'],
  );
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('a', 'http://', '*.', ',', ' ', 'error ', 'null', '~(', '1k', '/$1', '::1'),
  );
  const values = fc.array(piece, { maxLength: 200 }).map((pieces) => `${pieces.join('')}!`);
  fc.assert(
    fc.property(fc.dictionary(names, values, { maxKeys: 4 }), (annotations) => {
      const begun = performance.now();
      const { problems } = read({ 'enable-cors': 'true', ...annotations });
      expect(performance.now() - begun).toBeLessThan(1_000);
      for (const { message } of problems) expect(message).toContain(PREFIX);
    }),
  );
});
