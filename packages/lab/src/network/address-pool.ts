/** Addresses of one prefix (`127.77.0.`), handed out in turn: one that was given back is the last to be used again. */
export class AddressPool {
  readonly #prefix: string;
  readonly #first: number;
  readonly #last: number;
  readonly #taken = new Set<string>();
  #next: number;

  /** Last parts from `first` to `last`, both included. */
  constructor(prefix: string, first: number, last: number) {
    this.#prefix = prefix;
    this.#first = first;
    this.#last = last;
    this.#next = first;
  }

  /** Undefined when every address is taken. */
  take(): string | undefined {
    for (let tries = this.#first; tries <= this.#last; tries += 1) {
      const address = this.#prefix + this.#next;
      this.#next = this.#next === this.#last ? this.#first : this.#next + 1;
      if (!this.#taken.has(address)) {
        this.#taken.add(address);
        return address;
      }
    }
    return undefined;
  }

  /** Whether the address is one of the pool's, taken or not. */
  includes(address: string): boolean {
    const part = address.startsWith(this.#prefix) ? address.slice(this.#prefix.length) : '';
    return /^[1-9]\d*$/.test(part) && Number(part) >= this.#first && Number(part) <= this.#last;
  }

  /** Takes this very address. False when it is taken or not of this pool. */
  claim(address: string): boolean {
    if (!this.includes(address) || this.#taken.has(address)) return false;
    this.#taken.add(address);
    return true;
  }

  release(address: string): void {
    this.#taken.delete(address);
  }
}
