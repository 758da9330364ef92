import { expect, test } from 'vitest';
import { isCancelled, messageOf } from './errors.ts';

test('an error is told in one line', () => {
  expect(messageOf(new Error('Nothing answers.\n    at somewhere (file.ts:1)'))).toBe('Nothing answers.');
  expect(messageOf('plain')).toBe('plain');
  expect(messageOf(new Error(''))).not.toBe('');
});

test('cancelling is no error', () => {
  expect(isCancelled(AbortSignal.abort().reason)).toBe(true);
  expect(isCancelled(Object.assign(new Error('cancelled'), { code: 'aborted' }))).toBe(true);
  expect(isCancelled(new Error('broken'))).toBe(false);
});
