import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManifestError, parseDuration } from './index.ts';

test.each([
  ['60', 60],
  ['60s', 60],
  ['5m', 300],
  ['1h', 3600],
  ['1h30m', 5400],
  ['2d', 172_800],
  ['1d1h1m1s', 90_061],
])('%s is %i seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test('given no duration, it throws invalid-input with what to write', () => {
  expect(() => parseDuration('soon')).toThrow(
    expect.objectContaining({
      code: 'invalid-input',
      message: '"soon" is not a duration: write 60s, 5m, 1h30m or 2d.',
    }),
  );
});

test('whatever the text, it answers 1 s to 400 days or throws a ManifestError', () => {
  const durations = fc.oneof(fc.string(), fc.stringMatching(/^\d{0,14}[dhms]?\d{0,3}[hms]?$/));
  fc.assert(
    fc.property(durations, (text) => {
      let seconds: number;
      try {
        seconds = parseDuration(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ManifestError);
        return;
      }
      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(400 * 86400);
    }),
  );
});
