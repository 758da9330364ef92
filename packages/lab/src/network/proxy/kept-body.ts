/** So many parts are kept as they came: nearly all bodies are of fewer. */
const MOST_PARTS = 16;
/** Of a buffer into which further parts are copied, in bytes. */
const SLAB = 64 * 1024;

/** Bytes that all bodies of a proxy may keep together. */
export class BodyMemory {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  /** Whether the bytes may be kept; then they are to be given back. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/**
 * The parts of a body in memory. A part of one byte takes a hundred as a Buffer, and a client may send a million of them:
 * where parts are many, they are put together.
 */
export class KeptBody {
  readonly #parts: Buffer[] = [];
  /** The last part, where it has room. */
  #slab: Buffer | undefined;
  #used = 0;

  get parts(): readonly Buffer[] {
    const slab = this.#slab?.subarray(0, this.#used);
    return slab === undefined ? this.#parts : [...this.#parts, slab];
  }

  add(part: Buffer): void {
    if (this.#parts.length < MOST_PARTS) {
      this.#parts.push(part);
      return;
    }
    for (let at = 0; at < part.length; ) {
      this.#slab ??= Buffer.allocUnsafeSlow(SLAB);
      const copied = part.copy(this.#slab, this.#used, at);
      at += copied;
      this.#used += copied;
      if (this.#used === SLAB) this.#closeSlab(this.#slab);
    }
  }

  #closeSlab(slab: Buffer): void {
    this.#parts.push(slab);
    this.#slab = undefined;
    this.#used = 0;
  }
}
