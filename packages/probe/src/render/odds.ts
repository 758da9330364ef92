const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * Odds as people read them, rounded down to three digits: `1,070,000`, `1.15 × 10¹⁸`. `plain` keeps to ASCII:
 * `1.15e18`.
 */
export function formatNumberOfOdds(log10Odds: number, plain = false): string {
  const power = Math.floor(log10Odds);
  if (power < 15) {
    const odds = 10 ** log10Odds;
    const unit = 10 ** Math.max(0, power - 2);
    // The smallest error of a logarithm must not take the last digit of a round number.
    return (Math.floor(odds / unit + 1e-6) * unit).toLocaleString('en-US');
  }
  const factor = (Math.floor(10 ** (log10Odds - power) * 100 + 1e-6) / 100).toString();
  return plain
    ? `${factor}e${power}`
    : `${factor} × 10${[...String(power)].map((digit) => superscripts[Number(digit)]).join('')}`;
}

/** `1 : 1,070,000`, for a terminal. */
export function formatOdds(log10Odds: number): string {
  return `1 : ${formatNumberOfOdds(log10Odds, true)}`;
}
