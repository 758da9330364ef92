import { expect, test } from 'vitest';
import { TestCount } from './test-count.mjs';

function read(count: TestCount, source: string, ...lines: readonly string[]) {
  return lines.map((text) => count.read({ source, text })).filter((line) => line !== undefined);
}

test('adds up what the packages counted', () => {
  const count = new TestCount();
  const shown = [
    ...read(
      count,
      '@sticky/probe#test',
      ' ✓ src/a.test.ts (3 tests) 12ms',
      ' Test Files  1 passed (1)',
      '      Tests  3 passed (3)',
    ),
    ...read(count, '@sticky/cli#test', 'cache hit, replaying logs 12ab', '      Tests  4 passed | 1 skipped (5)'),
  ];
  expect(shown).toEqual(['  probe         3 passed', '  cli           4 passed | 1 skipped   (unchanged since)']);
  expect(count.end(0)).toBe('\n  7 passed, 0 failed');
});

test('shows all that a failed package said, colours or not', () => {
  const count = new TestCount();
  read(
    count,
    '@sticky/lab#test',
    ' × a pod starts',
    '\u001b[2m      Tests \u001b[22m \u001b[31m1 failed\u001b[39m | 6 passed (7)',
  );
  read(count, 'turbo', 'Failed:    @sticky/lab#test');
  const end = count.end(1);
  expect(end).toContain(' × a pod starts');
  expect(end).toMatch(/\n {2}6 passed, 1 failed$/);
});

test('a package that fails without a failed test is one failure', () => {
  const count = new TestCount();
  read(
    count,
    '@sticky/lab#test',
    'Error: cannot find module',
    ' Test Files  1 failed | 1 passed (2)',
    '      Tests  6 passed (6)',
  );
  read(count, '@sticky/cli#test', '      Tests  2 failed | 1 passed (3)');
  read(count, 'turbo', 'Failed:    @sticky/lab#test, @sticky/cli#test');
  expect(count.end(1)).toMatch(/\n {2}7 passed, 3 failed$/);
});

test('when turbo itself fails, it says why and counts as one failure', () => {
  const count = new TestCount();
  read(count, 'turbo', 'x Could not find turbo.json');
  expect(count.end(1)).toMatch(/Could not find turbo\.json.*\n {2}0 passed, 1 failed$/s);
});
