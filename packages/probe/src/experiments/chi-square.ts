/**
 * The probability that a chi-square variable with so many degrees of freedom is `x` or more: the regularised upper
 * incomplete gamma function Q(degrees / 2, x / 2), by the recurrence Q(a + 1, y) = Q(a, y) + y^a e^-y / Γ(a + 1) (NIST DLMF
 * 8.8.6), which ends for whole degrees. Never 0: what is too small for a number is the least there is.
 */
export function chiSquareTail(x: number, degrees: number): number {
  if (degrees < 1 || x <= 0) return 1;
  const y = x / 2;
  const odd = degrees % 2 === 1;
  let a = odd ? 0.5 : 1;
  // y^a e^-y / Γ(a + 1), of which Γ(3/2) is √π / 2.
  let term = odd ? Math.exp(0.5 * Math.log(y) - y) / (Math.sqrt(Math.PI) / 2) : Math.exp(Math.log(y) - y);
  let tail = odd ? erfc(Math.sqrt(y)) : Math.exp(-y);
  for (; a < degrees / 2; a++) {
    tail += term;
    term *= y / (a + 1);
  }
  return Math.min(1, Math.max(Number.MIN_VALUE, tail));
}

/** The complementary error function for x of 0 or more, to 1.2e-7 of its value (Press et al., Numerical Recipes, 6.2). */
function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  return t * Math.exp(-x * x + series.reduceRight((sum, coefficient) => sum * t + coefficient, 0));
}
