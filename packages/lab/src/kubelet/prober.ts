import type { Probe } from 'kubernetes-types/core/v1.js';

/** How soon to ask again while a container has not answered yet: somebody waits for it. */
const EAGER_MS = 40;
const DEFAULT_PERIOD_SECONDS = 10;
const DEFAULT_FAILURES = 3;

export interface ProberOptions {
  readonly probe: Probe;
  /** Ask at once and then in quick succession until the first success: readiness and startup. */
  readonly eager: boolean;
  /** Rejects with the reason when the answer is not good. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /** The thresholds say that the container passes, or that it does not. Called when that changes, and each time it fails. */
  readonly onVerdict: (passes: boolean) => void;
  /** One failure that counts, with its reason. */
  readonly onFailure: (reason: string) => void;
}

/** Runs one probe of a container until it is stopped, with the periods and thresholds of its spec. */
export class Prober {
  readonly #options: ProberOptions;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #successes = 0;
  #failures = 0;
  #everPassed = false;
  #countedAt = Date.now();

  constructor(options: ProberOptions) {
    this.#options = options;
    const { initialDelaySeconds = 0 } = options.probe;
    this.#schedule(initialDelaySeconds > 0 ? initialDelaySeconds * 1000 : options.eager ? 0 : this.#period);
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  get #period(): number {
    return (this.#options.probe.periodSeconds ?? DEFAULT_PERIOD_SECONDS) * 1000;
  }

  get #isEager(): boolean {
    return this.#options.eager && !this.#everPassed;
  }

  #schedule(milliseconds: number): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      void this.#ask();
    }, milliseconds);
  }

  async #ask(): Promise<void> {
    const begun = performance.now();
    try {
      await this.#options.check(this.#stop.signal);
      if (!this.#stop.signal.aborted) this.#succeeded();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#failed(error instanceof Error ? error.message : String(error));
    }
    // As the kubelet's ticker: a period begins with the question, and one that the answer took up whole is followed at once.
    const rest = Math.max(0, this.#period - (performance.now() - begun));
    this.#schedule(this.#isEager ? Math.min(EAGER_MS, this.#period) : rest);
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#successes += 1;
    if (this.#successes < (this.#options.probe.successThreshold ?? 1)) return;
    this.#everPassed = true;
    this.#options.onVerdict(true);
  }

  #failed(reason: string): void {
    // An eager try counts as often as a patient one would: once a period.
    if (this.#isEager && Date.now() - this.#countedAt < this.#period) return;
    this.#countedAt = Date.now();
    this.#successes = 0;
    this.#failures += 1;
    this.#options.onFailure(reason);
    if (this.#failures >= (this.#options.probe.failureThreshold ?? DEFAULT_FAILURES)) {
      this.#failures = 0;
      this.#options.onVerdict(false);
    }
  }
}
