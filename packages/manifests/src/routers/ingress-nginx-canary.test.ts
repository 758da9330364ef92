import { describe, expect, test } from 'vitest';
import { readIngressNginx } from '../index.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';

function read(annotations: Record<string, string>) {
  const { settings, problems } = readIngressNginx(
    Object.fromEntries(Object.entries(annotations).map(([name, value]) => [PREFIX + name, value])),
  );
  return { canary: settings.canary, problems };
}

test('an Ingress is no canary unless it says so', () => {
  expect(read({})).toEqual({ canary: undefined, problems: [] });
  expect(read({ canary: 'false' })).toEqual({ canary: undefined, problems: [] });
});

test('a canary without rules takes no request: weight 0 of 100', () => {
  expect(read({ canary: 'true' })).toEqual({ canary: { weight: 0, weightTotal: 100 }, problems: [] });
});

test.each([
  ['canary-by-header', 'X-Canary', { header: 'X-Canary' }],
  ['canary-by-header-value', 'v2', { headerValue: 'v2' }],
  ['canary-by-header-pattern', '^(v2|v3)$', { headerPattern: '^(v2|v3)$' }],
  ['canary-by-cookie', 'canary', { cookie: 'canary' }],
  ['canary-weight', '20', { weight: 20 }],
  ['canary-weight', '-1', { weight: -1 }],
  ['canary-weight-total', '1000', { weightTotal: 1000 }],
])('%s %j', (name, value, expected) => {
  const { canary, problems } = read({ canary: 'true', [name]: value });
  expect(canary).toMatchObject(expected);
  expect(problems).toEqual([]);
});

describe('what it goes on without', () => {
  test.each([
    ['canary-by-header', 'X Canary;'],
    ['canary-by-header-value', 'a,b'],
    ['canary-by-header-pattern', 'v2 v3'],
    ['canary-by-header-pattern', 'v2\n'],
    ['canary-by-cookie', 'ca=nary'],
    ['canary-weight', '20%'],
    ['canary-weight-total', 'all'],
  ])('%s %j', (name, value) => {
    const { canary, problems } = read({ canary: 'true', [name]: value });
    expect(canary).toEqual({ weight: 0, weightTotal: 100 });
    expect(problems).toMatchObject([{ annotation: PREFIX + name, effect: 'dropped' }]);
  });

  test('a bad value of canary itself, and with it the rules', () => {
    const { canary, problems } = read({ canary: 'yes', 'canary-weight': '20' });
    expect(canary).toBeUndefined();
    expect(problems).toMatchObject([
      { annotation: `${PREFIX}canary`, effect: 'dropped' },
      { annotation: `${PREFIX}canary-weight`, effect: 'ignored' },
    ]);
  });
});

test('rules on an Ingress that is no canary do nothing, and that is told', () => {
  const { problems } = read({ 'canary-weight': '20', 'canary-by-header': 'X-Canary' });
  expect(problems).toMatchObject([
    { annotation: `${PREFIX}canary-by-header`, effect: 'ignored', message: expect.stringContaining('canary') },
    { annotation: `${PREFIX}canary-weight`, effect: 'ignored' },
  ]);
});
