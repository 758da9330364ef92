/**
 * A timer that is set and cleared once or more a request and that hardly ever fires. The system's timer behind it is left
 * as it is while it is early enough, so setting costs two assignments.
 */
export class LazyTimer {
  readonly #onDue: () => void;
  readonly #check: () => void;
  #due = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Number.POSITIVE_INFINITY;

  constructor(onDue: () => void) {
    this.#onDue = onDue;
    this.#check = () => {
      this.#timer = undefined;
      this.#firesAt = Number.POSITIVE_INFINITY;
      if (this.#due === Number.POSITIVE_INFINITY) return;
      const left = this.#due - performance.now();
      if (left > 0) {
        this.#start(left);
        return;
      }
      this.#due = Number.POSITIVE_INFINITY;
      this.#onDue();
    };
  }

  /** Milliseconds from now; 0 is never. What was set before no longer counts. */
  set(milliseconds: number): void {
    if (milliseconds === 0 || milliseconds === Number.POSITIVE_INFINITY) {
      this.clear();
      return;
    }
    this.#due = performance.now() + milliseconds;
    if (this.#firesAt <= this.#due) return;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#start(milliseconds);
  }

  /** It does not fire. The system's timer may still be there: `close` ends it. */
  clear(): void {
    this.#due = Number.POSITIVE_INFINITY;
  }

  close(): void {
    this.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#firesAt = Number.POSITIVE_INFINITY;
  }

  #start(milliseconds: number): void {
    this.#firesAt = performance.now() + milliseconds;
    this.#timer = setTimeout(this.#check, Math.ceil(milliseconds));
  }
}
