/** Bytes of a size's line with its extension, and of all trailers. */
const longestLine = 4 * 1024;
const longestTrailers = 16 * 1024;
/** Hexadecimal digits: far more than any body has, and still counted exactly. */
const mostDigits = 12;

const CR = 0x0d;
const LF = 0x0a;

type State = 'size' | 'extension' | 'size end' | 'data' | 'data end' | 'data line feed' | 'trailers' | 'done';

/** Finds the end of a body in chunks (RFC 9112, 7.1). Lines end by CRLF alone; extensions and trailers are dropped. */
export class ChunkedBody {
  #state: State = 'size';
  /** Bytes of the chunk that are still to come. */
  #size = 0;
  #digits = 0;
  #line = 0;
  #trailers = 0;
  /** What of `CRLF CRLF` has come: an empty line right after the last chunk ends the body, too. */
  #end = 0;

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /**
   * Reads bytes from `from` to `to`, and hands on which of them are the body's. Where it stopped: at `to`, unless the body
   * ended before. Undefined when it is not in chunks.
   */
  read(bytes: Buffer, from: number, to: number, take: (from: number, to: number) => void): number | undefined {
    let at = from;
    while (at < to && this.#state !== 'done') {
      if (this.#state === 'data') {
        const end = Math.min(to, at + this.#size);
        this.#size -= end - at;
        take(at, end);
        at = end;
        if (this.#size === 0) this.#state = 'data end';
      } else if (!this.#readFraming(bytes[at++] ?? 0)) return undefined;
    }
    return at;
  }

  /** One byte that is not the body's. False when it should not be there. */
  #readFraming(byte: number): boolean {
    switch (this.#state) {
      case 'size':
        return this.#readSize(byte);
      case 'extension':
        this.#line += 1;
        if (byte === CR) this.#state = 'size end';
        return byte === CR || (isText(byte) && this.#line <= longestLine);
      case 'size end':
        this.#state = this.#size > 0 ? 'data' : 'trailers';
        this.#end = 2;
        return byte === LF;
      case 'data end':
        this.#state = 'data line feed';
        return byte === CR;
      case 'trailers':
        return this.#readTrailer(byte);
      default:
        this.#state = 'size';
        this.#digits = 0;
        this.#line = 0;
        return byte === LF;
    }
  }

  #readSize(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#digits += 1;
      this.#size = this.#size * 16 + digit;
      return this.#digits <= mostDigits;
    }
    if (byte === CR) this.#state = 'size end';
    // Some servers fill their sizes up with blanks.
    else this.#state = 'extension';
    return this.#digits > 0 && (byte === CR || byte === 0x3b || byte === 0x20 || byte === 0x09);
  }

  #readTrailer(byte: number): boolean {
    this.#trailers += 1;
    const expected = this.#end % 2 === 0 ? CR : LF;
    if (byte === expected) this.#end += 1;
    // A CR ends a line, and nothing else.
    else if (this.#end % 2 === 1 || !isText(byte)) return false;
    else this.#end = 0;
    if (this.#end === 4) this.#state = 'done';
    return this.#trailers <= longestTrailers;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Any byte but control characters, of which the tab is none. */
function isText(byte: number): boolean {
  return byte === 0x09 || (byte >= 0x20 && byte !== 0x7f);
}
