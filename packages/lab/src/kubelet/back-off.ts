const FIRST_MS = 10_000;
const LONGEST_MS = 300_000;

/** A container that ran this long starts afresh in the back-off. */
export const STEADY_MS = 600_000;

/** Milliseconds before the restart after the nth end in a row: at once, 10 s, 20 s, … 5 min, as the kubelet's. */
export function crashDelay(crashes: number): number {
  return crashes <= 1 ? 0 : Math.min(FIRST_MS * 2 ** (crashes - 2), LONGEST_MS);
}

/** Milliseconds before an image is pulled again after the nth failure, from 0. */
export function pullDelay(failures: number): number {
  return Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
}
