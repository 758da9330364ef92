/**
 * The largest probability of an event that still makes as few as `events` in `trials` as likely as 1 in 20: the upper end of a
 * one-sided 95 % interval, by the Poisson distribution, which for rare events is Clopper's and Pearson's and a little wider.
 */
export function upperBound(events: number, trials: number): number {
  if (trials === 0) return 1;
  let [low, high] = [0, events + 10 * Math.sqrt(events + 1) + 10];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (atMost(events, middle) > 0.05) low = middle;
    else high = middle;
  }
  return Math.min(1, high / trials);
}

/** The probability of `events` or fewer where `mean` are expected. */
function atMost(events: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let count = 1; count <= events; count++) {
    term *= mean / count;
    sum += term;
  }
  return sum;
}
