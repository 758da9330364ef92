/**
 * `1 : 1,048,576` for 6.02: how often chance would do the same. From 15 digits on a power of ten, because the odds came
 * as a logarithm and the digits after that would be invented.
 */
export function oddsText(log10Odds: number): string {
  if (log10Odds < 15) return `1 : ${Math.round(10 ** log10Odds).toLocaleString('en-US')}`;
  const exponent = Math.floor(log10Odds);
  return `1 : ${(10 ** (log10Odds - exponent)).toFixed(1)} x 10^${exponent}`;
}
