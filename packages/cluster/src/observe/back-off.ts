import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds. */
const FIRST = 250;
const LONGEST = 15_000;

/** Growing pauses between tries, with jitter, so that many watches do not come back in one moment. */
export class BackOff {
  #tries = 0;

  /** Failures in a row. */
  get tries(): number {
    return this.#tries;
  }

  /** Ends early when the signal aborts: the caller looks at it anyway. */
  async pause(signal: AbortSignal): Promise<void> {
    const longest = Math.min(FIRST * 2 ** this.#tries, LONGEST);
    this.#tries += 1;
    await delay(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }

  reset(): void {
    this.#tries = 0;
  }
}
