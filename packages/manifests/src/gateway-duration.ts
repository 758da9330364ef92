import { ManifestError } from './errors.ts';

/** GEP-2257: up to four counts of at most five digits, no days, no fractions. */
const DURATION = /^(?:\d{1,5}(?:h|m|s|ms)){1,4}$/;

const SECONDS = new Map([
  ['h', 3600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
]);

const MOST_HOURS = 99_999;

/**
 * The Gateway API's duration of whole seconds: `48h`, `1h30m`, `0s`. Every lifetime of a cookie (1 s to 400 days) has one that says
 * exactly it; in seconds alone it would end at 99999s, a little over a day.
 *
 * @throws ManifestError `unsupported-affinity` beyond 99999 h (over eleven years), for a negative number and for fractions.
 */
export function gatewayDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  if (!Number.isInteger(seconds) || seconds < 0 || hours > MOST_HOURS) {
    throw new ManifestError(
      'unsupported-affinity',
      `${seconds} s is no duration of the Gateway API: give whole seconds, ${MOST_HOURS} h at most.`,
    );
  }
  const parts: [number, string][] = [
    [hours, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count}${unit}`)
      .join('') || '0s'
  );
}

/** Seconds of a Gateway API duration, with a fraction where it has `ms`; undefined when it is none. */
export function gatewaySeconds(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  const milliseconds = [...text.matchAll(/(\d+)(ms|h|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Math.round(Number(count) * (SECONDS.get(unit ?? '') ?? 0) * 1000),
    0,
  );
  return milliseconds / 1000;
}
