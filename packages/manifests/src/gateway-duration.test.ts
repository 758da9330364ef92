import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatewayDuration, gatewaySeconds } from './gateway-duration.ts';

describe('a duration of the Gateway API', () => {
  test.each([
    [0, '0s'],
    [1, '1s'],
    [60, '1m'],
    [3600, '1h'],
    [5400, '1h30m'],
    [2 * 86400, '48h'],
    [3661, '1h1m1s'],
    [400 * 86400, '9600h'],
  ])('of %d s is %s', (seconds, duration) => {
    expect(gatewayDuration(seconds)).toBe(duration);
  });

  test('says every lifetime up to 400 days exactly, in a form that the API takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86400 }), (seconds) => {
        const duration = gatewayDuration(seconds);
        expect(duration).toMatch(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/);
        expect(gatewaySeconds(duration)).toBe(seconds);
      }),
      { numRuns: 2000 },
    );
  });

  test('says every whole day from 0 to 400 exactly', () => {
    for (let days = 0; days <= 400; days++) expect(gatewaySeconds(gatewayDuration(days * 86400))).toBe(days * 86400);
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 100_000 * 3600])('cannot say %d s', (seconds) => {
    expect(() => gatewayDuration(seconds)).toThrow(expect.objectContaining({ code: 'unsupported-affinity' }));
  });

  test.each([
    ['1h30m10s500ms', 5410.5],
    ['1h1h', 7200],
    ['00060s', 60],
    ['99999h', 99_999 * 3600],
    ['1ms', 0.001],
  ])('%s is %d s', (text, seconds) => {
    expect(gatewaySeconds(text)).toBe(seconds);
  });

  test.each(['', '60', '2d', '1h 30m', '100000s', '1.5h', '-1s', '1h1m1s1ms1h', '1H', 'h', '1s\n'])(
    '%j is none',
    (text) => {
      expect(gatewaySeconds(text)).toBeUndefined();
    },
  );
});
