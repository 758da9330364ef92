import { bodyLimit, headLimit } from '../../wire/answer.ts';
import { ChunkedBody } from './chunked-body.ts';
import type { ResponseHead } from './response-head.ts';
import type { ResponseHeads } from './response-heads.ts';

/** 1xx responses before the one that counts. */
const mostInformational = 32;
/** What stays allocated between responses. */
const keptSpace = 8 * 1024;

const headEnd = '\r\n\r\n';
const protocol = 'HTTP/1.';
const version = /^HTTP\/1\.[01] /;

/** Why what came is no response. `not-http`: not even its first line. `bad-http`: what follows it. */
export type ResponseFault = 'not-http' | 'bad-http' | 'headers-too-large' | 'body-too-large' | 'closed-early';

export type Reading = 'more' | 'whole' | ResponseFault;

/**
 * Reads the responses of one connection, one after the other, from bytes that come in any pieces. A response that comes
 * in one piece, as nearly all do, costs two strings and nothing else.
 */
export class ResponseReader {
  readonly #heads: ResponseHeads;
  #partial = '';
  #informational = 0;
  #head: ResponseHead | undefined;
  #chunked: ChunkedBody | undefined;
  /** Bytes of the body that are still to come, by its length. */
  #left = 0;
  #text = '';
  #space: Buffer | undefined;
  #size = 0;
  #hasBegun = false;
  #hasExcess = false;

  constructor(heads: ResponseHeads) {
    this.#heads = heads;
  }

  /** Of a whole response. */
  get head(): ResponseHead | undefined {
    return this.#head;
  }

  /** Of a whole response: a character for each byte (Latin-1). */
  get body(): string {
    return this.#text;
  }

  /** Whether any byte of the response has come. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether bytes came that nobody had asked for: nothing that follows on this connection can be trusted. */
  get hasExcess(): boolean {
    return this.#hasExcess;
  }

  /** Makes ready for the next response. */
  begin(): void {
    this.#head = undefined;
    this.#chunked = undefined;
    this.#partial = '';
    this.#text = '';
    this.#left = 0;
    this.#size = 0;
    this.#informational = 0;
    this.#hasBegun = false;
    this.#hasExcess = false;
    if (this.#space !== undefined && this.#space.length > keptSpace) this.#space = undefined;
  }

  /** Takes the first `length` bytes; they may be overwritten afterwards. */
  read(bytes: Buffer, length: number): Reading {
    this.#hasBegun = true;
    let at = 0;
    while (this.#head === undefined) {
      const end = this.#readHead(bytes, at, length);
      if (typeof end === 'string') return end;
      at = end;
      if (at === length && this.#head === undefined) return 'more';
    }
    return this.#readBody(this.#head, bytes, at, length);
  }

  /** The server has ended the connection. */
  end(): Reading {
    if (this.#head?.framing !== 'until close') return 'closed-early';
    this.#text = this.#stored();
    return 'whole';
  }

  /** Where in the bytes the head ended. */
  #readHead(bytes: Buffer, from: number, to: number): number | Reading {
    const before = this.#partial.length;
    const most = headLimit + headEnd.length;
    const text = this.#partial + bytes.toString('latin1', from, Math.min(to, from + most - before));
    const end = text.indexOf(headEnd, Math.max(0, before - headEnd.length + 1));
    if (end < 0) {
      // Who speaks something else may wait for us, as we would for them.
      if (!text.startsWith(protocol.slice(0, text.length))) return 'not-http';
      if (text.length >= most) return 'headers-too-large';
      this.#partial = text;
      return 'more';
    }
    const head = this.#heads.parse(text.slice(0, end));
    if (head === undefined) return version.test(text) ? 'bad-http' : 'not-http';
    this.#partial = '';
    if (head.status >= 200) this.#begin(head);
    // Nobody has asked to change the protocol.
    else if (head.status === 101 || ++this.#informational > mostInformational) return 'bad-http';
    return from + end + headEnd.length - before;
  }

  #begin(head: ResponseHead): void {
    this.#head = head;
    this.#left = head.length;
    if (head.framing === 'chunked') this.#chunked = new ChunkedBody();
  }

  #readBody(head: ResponseHead, bytes: Buffer, from: number, to: number): Reading {
    if (head.length > bodyLimit) return 'body-too-large';
    switch (head.framing) {
      case 'none':
        return this.#whole(from, to);
      case 'length':
        return this.#readLength(bytes, from, to);
      case 'chunked':
        return this.#readChunks(bytes, from, to);
      case 'until close':
        this.#store(bytes, from, to);
        return this.#size > bodyLimit ? 'body-too-large' : 'more';
    }
  }

  #readLength(bytes: Buffer, from: number, to: number): Reading {
    const end = Math.min(to, from + this.#left);
    this.#left -= end - from;
    if (this.#left === 0 && this.#size === 0) {
      this.#text = bytes.toString('latin1', from, end);
      return this.#whole(end, to);
    }
    this.#store(bytes, from, end);
    if (this.#left > 0) return 'more';
    this.#text = this.#stored();
    return this.#whole(end, to);
  }

  #readChunks(bytes: Buffer, from: number, to: number): Reading {
    const body = this.#chunked;
    const end = body?.read(bytes, from, to, (start, stop) => this.#store(bytes, start, stop));
    if (this.#size > bodyLimit) return 'body-too-large';
    if (end === undefined) return 'bad-http';
    if (body?.isDone !== true) return 'more';
    this.#text = this.#stored();
    return this.#whole(end, to);
  }

  #whole(end: number, to: number): Reading {
    this.#hasExcess = end < to;
    return 'whole';
  }

  #store(bytes: Buffer, from: number, to: number): void {
    const size = this.#size + to - from;
    if (size <= bodyLimit) {
      this.#spaceFor(size);
      if (this.#space !== undefined) bytes.copy(this.#space, this.#size, from, to);
    }
    this.#size = size;
  }

  #spaceFor(size: number): void {
    if (this.#space !== undefined && this.#space.length >= size) return;
    const space = Buffer.allocUnsafeSlow(Math.max(1024, 2 ** Math.ceil(Math.log2(size))));
    this.#space?.copy(space, 0, 0, this.#size);
    this.#space = space;
  }

  #stored(): string {
    return this.#space?.toString('latin1', 0, this.#size) ?? '';
  }
}
