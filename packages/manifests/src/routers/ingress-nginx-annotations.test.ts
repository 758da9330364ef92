import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awkwardTexts } from '../../test/arbitraries.ts';
import {
  INGRESS_NGINX_ANNOTATIONS,
  type IngressNginxCookie,
  type IngressNginxSettings,
  readIngressNginx,
} from '../index.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

function read(annotations: Record<string, string>) {
  return readIngressNginx(
    Object.fromEntries(Object.entries(annotations).map(([name, value]) => [PREFIX + name, value])),
  );
}

const settingOf = (name: string, value: string) => read({ [name]: value }).settings;
const cookieOf = (name: string, value: string) => settingOf(name, value).cookie;
const effectsOf = (name: string, value: string) => read({ [name]: value }).problems.map(({ effect }) => effect);

test('given no annotations, every default', () => {
  expect(read({})).toEqual({
    settings: {
      affinity: false,
      canaryBehavior: 'sticky',
      cookie: { name: 'INGRESSCOOKIE', conditionalSameSiteNone: false },
      hashBySubset: false,
      hashBySubsetSize: 3,
      loadBalance: 'round_robin',
      serviceUpstream: false,
      useRegex: false,
    },
    problems: [],
  });
});

describe('accepted values', () => {
  test.each<[name: string, value: string, Partial<IngressNginxSettings>]>([
    ['affinity', 'cookie', { affinity: true }],
    ['affinity', ' cookie ', { affinity: true }],
    ['affinity-mode', 'balanced', { mode: 'balanced' }],
    ['affinity-mode', 'persistent', { mode: 'persistent' }],
    ['affinity-canary-behavior', 'sticky', { canaryBehavior: 'sticky' }],
    ['affinity-canary-behavior', 'legacy', { canaryBehavior: 'legacy' }],
    ['upstream-hash-by', '$request_uri', { hashBy: '$request_uri' }],
    ['upstream-hash-by', `\${http_x}-a`, { hashBy: `\${http_x}-a` }],
    ['upstream-hash-by-subset', 'T', { hashBySubset: true }],
    ['upstream-hash-by-subset-size', '5', { hashBySubsetSize: 5 }],
    ['upstream-hash-by-subset-size', '0', { hashBySubsetSize: 3 }],
    ['load-balance', 'round_robin', { loadBalance: 'round_robin' }],
    ['load-balance', 'chash', { loadBalance: 'chash' }],
    ['load-balance', 'chashsubset', { loadBalance: 'chashsubset' }],
    ['load-balance', 'sticky_balanced', { loadBalance: 'sticky_balanced' }],
    ['load-balance', 'sticky_persistent', { loadBalance: 'sticky_persistent' }],
    ['load-balance', 'ewma', { loadBalance: 'ewma' }],
    ['service-upstream', '1', { serviceUpstream: true }],
    ['use-regex', 'TRUE', { useRegex: true }],
  ])('%s %j', (name, value, settings) => {
    expect(settingOf(name, value)).toMatchObject(settings);
    expect(effectsOf(name, value)).toEqual([]);
  });

  test.each<[name: string, value: string, Partial<IngressNginxCookie>]>([
    ['session-cookie-name', 'a/-._~:Z9', { name: 'a/-._~:Z9' }],
    ['session-cookie-name', ' key ', { name: 'key' }],
    ['session-cookie-name', 'my key', { name: 'my key' }],
    ['session-cookie-path', '/a?b=c&d,e', { path: '/a?b=c&d,e' }],
    ['session-cookie-domain', 'shop.example', { domain: 'shop.example' }],
    ['session-cookie-secure', 'true', { secure: true }],
    ['session-cookie-samesite', 'None', { sameSite: 'None' }],
    ['session-cookie-samesite', 'Lax', { sameSite: 'Lax' }],
    ['session-cookie-samesite', 'Strict', { sameSite: 'Strict' }],
    ['session-cookie-conditional-samesite-none', 't', { conditionalSameSiteNone: true }],
    ['session-cookie-change-on-failure', 'true', { changeOnFailure: true }],
    ['session-cookie-change-on-failure', 'False', { changeOnFailure: false }],
  ])('%s %j', (name, value, cookie) => {
    expect(cookieOf(name, value)).toMatchObject(cookie);
    expect(effectsOf(name, value)).toEqual([]);
  });
});

describe('a boolean, as Go reads one', () => {
  const changesOnFailure = (value: string) => cookieOf('session-cookie-change-on-failure', value).changeOnFailure;

  test.each(['1', 't', 'T', 'true', 'TRUE', 'True'])('%j is true', (value) => {
    expect(changesOnFailure(value)).toBe(true);
  });

  test.each(['0', 'f', 'F', 'false', 'FALSE', 'False'])('%j is false', (value) => {
    expect(changesOnFailure(value)).toBe(false);
  });

  test.each(['yes', 'on', 'tRUE', '2', ' true'])('%j is none', (value) => {
    expect(changesOnFailure(value)).toBeUndefined();
  });
});

describe('the expiry, whose pattern is anchored on one side only', () => {
  test.each([
    ['60', 60],
    ['0', 0],
    ['-1', -1],
    ['007', 7],
    ['1.5', 1.5],
    ['1e3', 1000],
  ])('%j is %d seconds, for Max-Age and Expires', (value, seconds) => {
    expect(cookieOf('session-cookie-max-age', value).maxAge).toBe(seconds);
    expect(cookieOf('session-cookie-expires', value).expires).toBe(seconds);
    expect(effectsOf('session-cookie-max-age', value)).toEqual([]);
  });

  test.each(['60s', '1h', '5d', '-0', 'abc5', '0b11', '60 0'])('%j drops Max-Age and Expires, and is told', (value) => {
    expect(cookieOf('session-cookie-max-age', value)).not.toHaveProperty('maxAge');
    expect(cookieOf('session-cookie-expires', value)).not.toHaveProperty('expires');
    expect(effectsOf('session-cookie-max-age', value)).toEqual(['dropped']);
    expect(effectsOf('session-cookie-expires', value)).toEqual(['dropped']);
  });

  test.each(['60\n', '60\r\n', '\n60', '0\n'])('a line break anywhere drops it: %j', (value) => {
    expect(cookieOf('session-cookie-max-age', value)).not.toHaveProperty('maxAge');
    expect(cookieOf('session-cookie-expires', value)).not.toHaveProperty('expires');
  });

  test('a space behind the number is removed for Expires, not for Max-Age', () => {
    expect(cookieOf('session-cookie-expires', '60 ').expires).toBe(60);
    expect(cookieOf('session-cookie-max-age', '60 ')).not.toHaveProperty('maxAge');
  });
});

test.each(['1', '9.', '0', ' ', '-1', '1e'])(
  'an expiry of a quarter of a megabyte of %j is dropped at once',
  (part) => {
    const begun = performance.now();

    expect(effectsOf('session-cookie-expires', `${part.repeat(250_000 / part.length)}!`)).toEqual(['dropped']);

    expect(performance.now() - begun).toBeLessThan(500);
  },
);

describe('what it goes on without', () => {
  test.each<[name: string, value: string]>([
    ['affinity', 'Cookie'],
    ['affinity', 'ip'],
    ['affinity-mode', 'Persistent'],
    ['affinity-canary-behavior', 'Sticky'],
    ['session-cookie-name', 'a b;c'],
    ['session-cookie-name', 'schlüssel'],
    ['session-cookie-path', '/a;b'],
    ['session-cookie-domain', 'a,b'],
    ['session-cookie-secure', 'yes'],
    ['session-cookie-secure', ' true'],
    ['session-cookie-samesite', 'none'],
    ['session-cookie-samesite', 'lax'],
    ['session-cookie-samesite', 'STRICT'],
    ['session-cookie-samesite', 'sometimes'],
    ['session-cookie-conditional-samesite-none', 'no'],
    ['session-cookie-change-on-failure', 'tRUE'],
    ['service-upstream', 'yes'],
    ['use-regex', 'on'],
  ])('%s %j', (name, value) => {
    const { settings, problems } = read({ [name]: value });
    expect(settings).toEqual(read({}).settings);
    expect(problems).toEqual([
      {
        annotation: PREFIX + name,
        value,
        effect: 'dropped',
        message: expect.stringMatching(/^ingress-nginx drops .+: use .+\.$/),
      },
    ]);
  });

  test('session-cookie-secure "false" counts as absent', () => {
    expect(read({ 'session-cookie-secure': 'false' })).toEqual(read({}));
  });

  test.each(Object.values(INGRESS_NGINX_ANNOTATIONS))('an empty %s counts as absent', (annotation) => {
    expect(readIngressNginx({ [annotation]: '' })).toEqual(read({}));
  });
});

describe('what makes it refuse the whole Ingress', () => {
  test.each([
    ['upstream-hash-by', '$remote_addr;'],
    ['upstream-hash-by', '$host/x'],
    ['upstream-hash-by-subset', 'yes'],
    ['upstream-hash-by-subset-size', '3.5'],
    ['load-balance', 'least_conn'],
  ])('%s %j', (name, value) => {
    expect(read({ [name]: value }).problems).toEqual([
      {
        annotation: PREFIX + name,
        value,
        effect: 'rejected',
        message: expect.stringContaining('rejects the Ingress over'),
      },
    ]);
  });
});

test('a mode without affinity is read too: it counts for other Ingresses of the Service', () => {
  expect(settingOf('affinity-mode', 'persistent')).toMatchObject({ affinity: false, mode: 'persistent' });
  expect(settingOf('affinity', 'cookie')).not.toHaveProperty('mode');
});

test.each(['session-cookie-hash', 'session-cookie-value-prefix'])(
  '%s, which tutorials name, is ignored and told',
  (name) => {
    const { settings, problems } = read({ [name]: 'sha1' });
    expect(settings).toEqual(read({}).settings);
    expect(problems).toMatchObject([{ effect: 'ignored', message: expect.stringContaining('take it out') }]);
  },
);

test('whatever the annotations, the settings keep to their types and each problem is one line', () => {
  const names = fc.constantFrom(...Object.values(INGRESS_NGINX_ANNOTATIONS), '__proto__', 'constructor');
  const values = fc.oneof(
    awkwardTexts,
    fc.constantFrom('cookie', 'persistent', 'ewma', 'none', `\${x}`, '1'.repeat(400)),
  );
  fc.assert(
    fc.property(fc.dictionary(names, values), (annotations) => {
      const { settings, problems } = readIngressNginx(annotations);
      expect(settings.cookie.name).not.toBe('');
      for (const seconds of [settings.cookie.maxAge, settings.cookie.expires]) {
        expect(seconds === undefined || Number.isFinite(seconds)).toBe(true);
      }
      expect(JSON.parse(JSON.stringify(settings)), 'plain data').toEqual(settings);
      for (const { message, annotation } of problems) {
        expect(message).toContain(annotation);
        expect(message).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
      }
    }),
  );
});
