export type HeadFault = 'bare line feed' | 'line too long' | 'too long';

export interface CollectorLimits {
  /** Bytes of one line. */
  readonly line: number;
  /** Bytes in all. */
  readonly head: number;
}

const END = '\r\n\r\n';

/**
 * Gathers the bytes of a head, up to the empty line that ends it. Lines end by CRLF alone: with a bare LF, or in a head
 * that is too long, waiting for the end would be to no purpose, so it is a fault as soon as it is seen.
 */
export class HeadCollector {
  readonly #limits: CollectorLimits;
  #text: string;

  /** @param before as if these had come already */
  constructor(limits: CollectorLimits, before = '') {
    this.#limits = limits;
    this.#text = before;
  }

  /** Whether some of a head is there, and not all. */
  get isPartial(): boolean {
    return this.#text !== '';
  }

  /** Whether a line that is too long is the first one, which is that of the request. */
  get isFirstLineLong(): boolean {
    const end = this.#text.indexOf('\r\n');
    return end < 0 || end + 2 > this.#limits.line;
  }

  /**
   * Takes a chunk's bytes from `from` on. Once the head is whole: its lines, without the end of the last one, and where in
   * the chunk it ended. Undefined when more has to come.
   */
  collect(chunk: Buffer, from: number): { readonly text: string; readonly end: number } | HeadFault | undefined {
    const before = this.#text.length;
    const most = this.#limits.head + END.length - before;
    const text = this.#text + chunk.toString('latin1', from, Math.min(chunk.length, from + most));
    const at = text.indexOf(END, Math.max(0, before - END.length + 1));
    const isLong = text.length > this.#limits.line;
    if (at >= 0) {
      this.#text = '';
      if (isLong && this.#hasLongLine(text, at)) {
        this.#text = text;
        return 'line too long';
      }
      return { text: text.slice(0, at), end: from + at + END.length - before };
    }
    this.#text = text;
    if (hasBareLineFeed(text, before)) return 'bare line feed';
    if (isLong && this.#hasLongLine(text, text.length)) return 'line too long';
    return text.length >= this.#limits.head + END.length ? 'too long' : undefined;
  }

  /** Gives up what has come of a head. */
  reset(): void {
    this.#text = '';
  }

  #hasLongLine(text: string, end: number): boolean {
    for (let at = 0; at < end; ) {
      const found = text.indexOf('\r\n', at);
      const lineEnd = found < 0 || found > end ? end : found;
      if (lineEnd + 2 - at > this.#limits.line) return true;
      at = lineEnd + 2;
    }
    return false;
  }
}

function hasBareLineFeed(text: string, from: number): boolean {
  for (let at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] !== '\r') return true;
  }
  return false;
}
