import { type BodyDecoder, bodyDecoder } from './body-decoder.ts';
import type { AnswerHead, ClientEvents, ClientSide, SwitchedSide } from './client-side.ts';
import { httpDate } from './http-date.ts';
import type { Outbox } from './outbox.ts';
import type { Http1RequestHead } from './read-request-head.ts';
import type { Field } from './route.ts';
import { wordsInLine } from './status-words.ts';

/** What a request's client side needs of the connection that it came on. */
export interface Http1Wire {
  readonly outbox: Outbox;
  /** Reads on: the body is wanted. */
  readBody(): void;
  /** The client does not keep up with the answer. */
  holdUp(): void;
  /** Takes what has come of the body and throws it away: nobody wants it. */
  skipReceivedBody(): void;
  /** The exchange is over. Without `keepsAlive` the connection ends, too. */
  finish(keepsAlive: boolean): void;
  /** Ends the connection in the middle of an answer. `isReset`: an orderly end would look like the end of the answer. */
  breakOff(isReset: boolean): void;
  handOver(): SwitchedSide;
}

type Framing = 'none' | 'length' | 'chunked' | 'until close';

/** One request in HTTP/1.x and its answer. */
export class Http1ClientSide implements ClientSide {
  readonly head: Http1RequestHead;
  readonly upgrade: string | undefined;
  /** Set before anything is called. */
  events: ClientEvents | undefined;
  wantsBody = false;
  readonly #wire: Http1Wire;
  readonly #decoder: BodyDecoder | undefined;
  readonly #takePart = (part: Buffer) => this.events?.body(part);
  #isBodyBegun = false;
  #keepsAlive: boolean;
  #framing: Framing = 'none';
  #isHeadSent = false;

  constructor(head: Http1RequestHead, wire: Http1Wire, isLast: boolean) {
    this.head = head;
    this.upgrade = head.upgrade;
    this.#wire = wire;
    this.#keepsAlive = !isLast && head.keepsAlive;
    this.#decoder = head.bodyLength === 0 ? undefined : bodyDecoder(head.bodyLength);
  }

  get bodyLength(): number | undefined {
    return this.head.bodyLength;
  }

  get isBodyDone(): boolean {
    return this.#decoder === undefined || this.#decoder.isDone;
  }

  resumeBody(): void {
    this.wantsBody = true;
    if (!this.#isBodyBegun) {
      this.#isBodyBegun = true;
      if (this.#decoder === undefined) {
        this.events?.bodyEnd([]);
        return;
      }
      if (this.head.expectsContinue && !this.#isHeadSent) {
        this.#wire.outbox.text('HTTP/1.1 100 Continue\r\n\r\n');
        this.flush();
      }
    }
    this.#wire.readBody();
  }

  pauseBody(): void {
    this.wantsBody = false;
  }

  /** Takes bytes of the body; where in the chunk they ended. */
  takeBody(chunk: Buffer, from: number): number {
    const decoder = this.#decoder;
    if (decoder === undefined) return from;
    const end = decoder.decode(chunk, from, this.#takePart);
    if (end === undefined) {
      this.wantsBody = false;
      this.#keepsAlive = false;
      this.events?.bodyFailed(400);
      return chunk.length;
    }
    if (decoder.isDone) this.events?.bodyEnd(decoder.trailers.list);
    return end;
  }

  /** As `takeBody`, for a body that nobody wants. */
  skipBody(chunk: Buffer, from: number): number {
    return this.#decoder?.decode(chunk, from, () => undefined) ?? chunk.length;
  }

  sendInformational(status: number, fields: readonly Field[]): void {
    if (this.head.version === '1.0' || this.#isHeadSent) return;
    this.#wire.outbox.text(`HTTP/1.1 ${status} ${wordsInLine(status)}\r\n${linesOf(fields)}\r\n`);
    this.flush();
  }

  sendHead({ status, reason, fields, bodyLength, isBodiless }: AnswerHead): void {
    this.#isHeadSent = true;
    if (!this.isBodyDone && !this.#isBodyBegun) this.#wire.skipReceivedBody();
    // The rest of the body would be taken for the next request.
    if (!this.isBodyDone) this.#keepsAlive = false;
    this.#framing = isBodiless ? 'none' : this.#framingOf(bodyLength);
    if (this.#framing === 'until close') this.#keepsAlive = false;
    let lines = '';
    let hasDate = false;
    for (const [name, value] of fields) {
      lines += `${name}: ${value}\r\n`;
      hasDate ||= name.length === 4 && name.toLowerCase() === 'date';
    }
    if (!hasDate) lines += `Date: ${httpDate()}\r\n`;
    if (bodyLength !== undefined) lines += `Content-Length: ${bodyLength}\r\n`;
    else if (this.#framing === 'chunked') lines += 'Transfer-Encoding: chunked\r\n';
    // As nginx, which says it to clients of HTTP/1.1, too.
    const connection = this.#keepsAlive ? 'keep-alive' : 'close';
    this.#wire.outbox.text(
      `HTTP/1.1 ${status} ${reason === '' ? wordsInLine(status) : reason}\r\n${lines}Connection: ${connection}\r\n\r\n`,
    );
  }

  sendBody(chunk: Buffer): boolean {
    const { outbox } = this.#wire;
    if (chunk.length > 0 && this.#framing !== 'none') {
      if (this.#framing === 'chunked') outbox.text(`${chunk.length.toString(16)}\r\n`);
      outbox.bytes(chunk);
      if (this.#framing === 'chunked') outbox.text('\r\n');
    }
    if (!outbox.isFull) return true;
    this.#wire.holdUp();
    return false;
  }

  flush(): void {
    this.#wire.outbox.flush();
  }

  sendEnd(trailers: readonly Field[]): void {
    if (this.#framing === 'chunked') this.#wire.outbox.text(`0\r\n${linesOf(trailers)}\r\n`);
    this.#wire.finish(this.#keepsAlive && this.isBodyDone);
  }

  abort(): void {
    this.#wire.breakOff(this.#framing === 'until close');
  }

  switchProtocols(fields: readonly Field[]): SwitchedSide {
    this.#wire.outbox.text(`HTTP/1.1 101 Switching Protocols\r\n${linesOf(fields)}Connection: upgrade\r\n\r\n`);
    return this.#wire.handOver();
  }

  #framingOf(bodyLength: number | undefined): Framing {
    if (bodyLength !== undefined) return 'length';
    return this.head.version === '1.1' ? 'chunked' : 'until close';
  }
}

function linesOf(fields: readonly Field[]): string {
  let lines = '';
  for (const [name, value] of fields) lines += `${name}: ${value}\r\n`;
  return lines;
}
