import { expect, test } from 'vitest';
import { humanDuration, selectorText } from './columns.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-5 * SECOND, '<invalid>'],
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [5 * MINUTE + 30 * SECOND, '5m30s'],
  [10 * MINUTE + 30 * SECOND, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR + 2 * MINUTE, '3h2m'],
  [9 * HOUR + 2 * MINUTE, '9h'],
  [2 * DAY + 4 * HOUR, '2d4h'],
  [9 * DAY, '9d'],
  [3 * 365 * DAY, '3y'],
  [3 * 365 * DAY + DAY, '3y1d'],
  [9 * 365 * DAY, '9y'],
])('%d ms is %s', (milliseconds, text) => {
  expect(humanDuration(milliseconds)).toBe(text);
});

test('a selector is shown with its expressions', () => {
  const matchExpressions = [
    { key: 'tier', operator: 'In', values: ['b', 'a'] },
    { key: 'old', operator: 'DoesNotExist' },
  ];
  expect(selectorText({ matchLabels: { app: 'web' }, matchExpressions })).toBe('!old,app=web,tier in (a,b)');
  expect(selectorText(undefined)).toBe('<none>');
});
