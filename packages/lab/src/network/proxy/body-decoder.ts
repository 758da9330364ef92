import { ChunkedDecoder } from './chunked-decoder.ts';
import { type Fields, NO_FIELDS } from './read-fields.ts';

/** Finds the end of a body in what comes on a connection. */
export interface BodyDecoder {
  /**
   * Takes a chunk's bytes from `from` on, and hands those of the body to `take`. Returns where in the chunk it stopped: at
   * its end, unless the body ended before. Undefined when what came is no body.
   */
  decode(chunk: Buffer, from: number, take: (part: Buffer) => void): number | undefined;
  readonly isDone: boolean;
  /** What came after the body, when it is done. */
  readonly trailers: Fields;
}

/** @param length bytes; undefined for a body in chunks; Infinity for one that ends with its connection */
export function bodyDecoder(length: number | undefined): BodyDecoder {
  return length === undefined ? new ChunkedDecoder() : new LengthDecoder(length);
}

class LengthDecoder implements BodyDecoder {
  readonly trailers = NO_FIELDS;
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  get isDone(): boolean {
    return this.#left === 0;
  }

  decode(chunk: Buffer, from: number, take: (part: Buffer) => void): number {
    const end = Math.min(chunk.length, from + this.#left);
    if (end === from) return from;
    this.#left -= end - from;
    take(from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end));
    return end;
  }
}
