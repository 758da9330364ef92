import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routings } from '../../test/arbitraries.ts';
import { parseTraefikRule, traefikRule } from './traefik-rule.ts';

test.each([
  [{ host: 'shop.example', path: '/', match: 'prefix' }, 'Host(`shop.example`)'],
  [{ path: '/', match: 'prefix' }, 'PathPrefix(`/`)'],
  [
    { host: 'shop.example', path: '/cart', match: 'prefix' },
    'Host(`shop.example`) && (Path(`/cart`) || PathPrefix(`/cart/`))',
  ],
  [{ path: '/cart', match: 'exact' }, 'Path(`/cart`)'],
  [
    { host: '*.shop.example', path: '/a|b', match: 'regex' },
    'HostRegexp(`^[^.]+\\.shop\\.example$`) && PathRegexp(`^/a|b`)',
  ],
] as const)('%j is the rule %s', (match, rule) => {
  expect(traefikRule(match)).toBe(rule);
  expect(parseTraefikRule(rule)).toEqual([match]);
});

test('every rule comes back', () => {
  fc.assert(
    fc.property(routings, ({ rules }) => {
      for (const { host, path, match } of rules) {
        const one = { ...(host !== undefined && { host }), path, match };
        expect(parseTraefikRule(traefikRule(one))).toEqual([one]);
      }
    }),
  );
});

test('what people write by hand', () => {
  expect(parseTraefikRule('Host(`a.example`, `b.example`) && PathPrefix("/x")')).toEqual([
    { host: 'a.example', path: '/x', match: 'prefix' },
    { host: 'b.example', path: '/x', match: 'prefix' },
  ]);
  expect(parseTraefikRule('(Host(`a.example`)||Host(`b.example`)) && (PathPrefix(`/x`) || Path(`/y`))')).toHaveLength(
    4,
  );
});

test.each([
  '',
  'Host(`a`',
  'Host(a)',
  'Host(`a`) &&',
  '!Host(`a`)',
  'Host(`a`) && Headers(`X`, `y`)',
  'Host(`a`) && Host(`b`)',
  'HostRegexp(`.+`)',
  'PathRegexp(`\\.php$`)',
  'ClientIP(`10.0.0.0/8`)',
  '('.repeat(2000),
  `${'Host(`a`)||'.repeat(99)}Host(\`b\`)`,
  'Host(`',
])('%s is not read', (rule) => {
  expect(parseTraefikRule(rule)).toBeUndefined();
});

test('whatever the text, it is read or not', () => {
  const parts = fc.constantFrom('Host', 'Path', '(', ')', '`a`', '&&', '||', '!', ',', ' ', '"', '`');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(parts).map((texts) => texts.join('')),
      ),
      (rule) => void parseTraefikRule(rule),
    ),
  );
});
