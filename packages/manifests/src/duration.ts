import { ManifestError } from './errors.ts';
import { quote } from './rules/quote.ts';
import { COOKIE_MAX_AGE } from './rules/range.ts';

const SECONDS = new Map([
  ['d', 86400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]);

/**
 * Seconds of a duration: `60`, `60s`, `1h`, `1h30m`, `2d`. A number alone is seconds.
 *
 * @throws ManifestError `invalid-input` when it is none, less than 1 s or more than 400 days.
 */
export function parseDuration(text: string): number {
  const issue = durationIssue(text);
  if (issue !== undefined) throw new ManifestError('invalid-input', issue, { issues: [{ path: '', message: issue }] });
  return secondsOf(text) ?? 0;
}

/** What to do about a duration, or undefined when it is one that a cookie can last. */
export function durationIssue(text: string): string | undefined {
  const seconds = secondsOf(text);
  if (seconds === undefined) return `${quote(text)} is not a duration: write 60s, 5m, 1h30m or 2d.`;
  if (seconds < COOKIE_MAX_AGE.from) return `${quote(text)} is over at once: give at least 1s.`;
  if (seconds > COOKIE_MAX_AGE.to)
    return `${quote(text)} is too long: browsers drop a cookie after 400 days, so give 400d at most.`;
  return undefined;
}

function secondsOf(text: string): number | undefined {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  if (!/^(\d{1,12}d)?(\d{1,12}h)?(\d{1,12}m)?(\d{1,12}s)?$/.test(text) || text === '') return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([dhms])/g))
    seconds += Number(count) * (SECONDS.get(unit ?? '') ?? 0);
  return seconds;
}
