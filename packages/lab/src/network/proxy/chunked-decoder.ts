import type { BodyDecoder } from './body-decoder.ts';
import { HeadCollector } from './head-collector.ts';
import { type Fields, NO_FIELDS, readFields } from './read-fields.ts';

/** Of a chunk's size with its extension, and of each trailer's line. */
const MOST_LINE = 4 * 1024;
const TRAILER_LIMITS = { line: MOST_LINE, head: 16 * 1024 };
const MOST_TRAILERS = 100;
/** Hexadecimal digits: what fits is far more than any body, and still counted exactly. */
const MOST_DIGITS = 12;

const CR = 0x0d;
const LF = 0x0a;

type State = 'size' | 'extension' | 'size end' | 'data' | 'data end' | 'data line feed' | 'trailers' | 'done';

/**
 * Reads a body in chunks (RFC 9112 section 7.1). Lines end by CRLF alone, a size is of hexadecimal digits alone, and
 * extensions are dropped: nobody after us reads what was hidden in them.
 */
export class ChunkedDecoder implements BodyDecoder {
  #state: State = 'size';
  #size = 0;
  #digits = 0;
  #extension = 0;
  #trailerText: HeadCollector | undefined;
  #trailers = NO_FIELDS;

  get isDone(): boolean {
    return this.#state === 'done';
  }

  get trailers(): Fields {
    return this.#trailers;
  }

  decode(chunk: Buffer, from: number, take: (part: Buffer) => void): number | undefined {
    let at = from;
    while (at < chunk.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const end = Math.min(chunk.length, at + this.#size);
        this.#size -= end - at;
        take(chunk.subarray(at, end));
        at = end;
        if (this.#size === 0) this.#state = 'data end';
      } else if (this.#state === 'trailers') {
        const end = this.#readTrailers(chunk, at);
        if (end === undefined) return undefined;
        at = end;
      } else {
        if (!this.#readFraming(chunk[at] ?? 0)) return undefined;
        at += 1;
      }
    }
    return at;
  }

  /** One byte between the data. False when it should not be there. */
  #readFraming(byte: number): boolean {
    switch (this.#state) {
      case 'size':
        return this.#readSize(byte);
      case 'extension':
        this.#extension += 1;
        if (byte === CR) this.#state = 'size end';
        else if (!isText(byte) || this.#extension > MOST_LINE) return false;
        return true;
      case 'size end':
        if (this.#size > 0) this.#state = 'data';
        else this.#beginTrailers();
        return byte === LF;
      case 'data end':
        this.#state = 'data line feed';
        return byte === CR;
      default:
        this.#state = 'size';
        this.#digits = 0;
        this.#extension = 0;
        return byte === LF;
    }
  }

  #readSize(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#digits += 1;
      this.#size = this.#size * 16 + digit;
      return this.#digits <= MOST_DIGITS;
    }
    if (this.#digits === 0) return false;
    if (byte === CR) this.#state = 'size end';
    // Some servers fill up their sizes with spaces.
    else if (byte === 0x3b || byte === 0x20 || byte === 0x09) this.#state = 'extension';
    else return false;
    return true;
  }

  #beginTrailers(): void {
    this.#state = 'trailers';
    // An empty line right here ends the body: with the end of the line before, it looks as at the end of fields.
    this.#trailerText = new HeadCollector(TRAILER_LIMITS, '\r\n');
  }

  #readTrailers(chunk: Buffer, from: number): number | undefined {
    const collected = this.#trailerText?.collect(chunk, from);
    if (collected === undefined) return chunk.length;
    if (typeof collected === 'string') return undefined;
    const fields = readFields(collected.text, 2, { underscores: false, most: MOST_TRAILERS });
    if (typeof fields === 'string') return undefined;
    this.#trailers = fields;
    this.#state = 'done';
    return collected.end;
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
