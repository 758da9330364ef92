import { CliError } from '../errors.ts';

/** A commander parser for `200ms` or `2s`, in whole milliseconds. */
export function delayFlag(flag: string, { most }: { readonly most: number }): (text: string) => number {
  return (text) => {
    const { amount, unit } = /^(?<amount>\d+(?:\.\d+)?)(?<unit>ms|s)$/.exec(text)?.groups ?? {};
    const milliseconds = Math.round(Number(amount) * (unit === 's' ? 1000 : 1));
    if (milliseconds >= 1 && milliseconds <= most) return milliseconds;
    throw new CliError(
      'usage',
      `${flag}: ${JSON.stringify(text)} is no delay: write 200ms or 2s, at most ${most / 1000}s`,
    );
  };
}
