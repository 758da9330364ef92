/** A whole number from `from` to `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** What the number is, to start a sentence with: `A port`. */
  readonly what: string;
}

export const REPLICAS: Range = { from: 0, to: 1000, what: 'The number of pods' };
export const PORT: Range = { from: 1, to: 65535, what: 'A port' };
/** Browsers keep no cookie for longer than 400 days (RFC 6265bis 5.5), and 0 would end it at once. */
export const COOKIE_MAX_AGE: Range = { from: 1, to: 400 * 24 * 3600, what: 'The age of a cookie in seconds' };
/** Kubernetes: ValidateClientIPAffinityConfig. */
export const CLIENT_IP_TIMEOUT: Range = { from: 1, to: 86400, what: 'The timeout of an address in seconds' };

/** What to do about a number, or undefined when it is a whole one within the range. */
export function rangeIssue({ from, to, what }: Range, value: number): string | undefined {
  if (Number.isInteger(value) && value >= from && value <= to) return undefined;
  return `${what} is a whole number from ${from} to ${to}: give one, not ${value}.`;
}
