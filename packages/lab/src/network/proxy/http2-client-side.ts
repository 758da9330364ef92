import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AnswerHead, ClientEvents, ClientSide, SwitchedSide } from './client-side.ts';
import { LazyTimer } from './lazy-timer.ts';
import type { Limits } from './limits.ts';
import type { ParsedRequestHead } from './request-head.ts';
import type { Field } from './route.ts';

/** One stream of an HTTP/2 connection: one request of its client, and the answer. */
export class Http2ClientSide implements ClientSide {
  readonly head: ParsedRequestHead;
  /** RFC 9113 section 8.6: there is no Upgrade in HTTP/2. */
  readonly upgrade = undefined;
  /** Set before anything is called. */
  events: ClientEvents | undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #limits: Limits;
  readonly #bodyTimer: LazyTimer;
  readonly #sendTimer: LazyTimer;
  #trailers: readonly Field[] = [];
  #isReading = false;
  #isBodyWhole: boolean;
  #isBodiless = false;

  constructor(stream: ServerHttp2Stream, head: ParsedRequestHead, limits: Limits) {
    this.#stream = stream;
    this.head = head;
    this.#limits = limits;
    this.#isBodyWhole = head.bodyLength === 0;
    this.#bodyTimer = new LazyTimer(() => this.events?.bodyFailed(408));
    this.#sendTimer = new LazyTimer(() => stream.close(constants.NGHTTP2_CANCEL));
    stream.on('aborted', () => this.#gone());
    stream.on('close', () => {
      this.#bodyTimer.close();
      this.#sendTimer.close();
      this.#gone();
    });
    stream.on('drain', () => {
      this.#sendTimer.clear();
      this.events?.drained();
    });
    stream.on('wantTrailers', () => this.#sendTrailers());
  }

  get bodyLength(): number | undefined {
    return this.head.bodyLength;
  }

  /** As nginx, it says no `100 Continue` in HTTP/2. */
  resumeBody(): void {
    if (!this.#isReading) this.#startReading();
    if (this.#isBodyWhole) return;
    this.#bodyTimer.set(this.#limits.bodyTimeout);
    this.#stream.resume();
  }

  pauseBody(): void {
    this.#bodyTimer.clear();
    this.#stream.pause();
  }

  sendInformational(status: number, fields: readonly Field[]): void {
    // RFC 9113 section 8.6: there is no 101.
    if (this.#canSend && status !== 101) this.#stream.additionalHeaders({ ':status': status, ...record(fields) });
  }

  sendHead({ status, fields, bodyLength, isBodiless }: AnswerHead): void {
    if (!this.#canSend) return;
    this.#isBodiless = isBodiless;
    const length = bodyLength === undefined ? {} : { 'content-length': String(bodyLength) };
    const headers = { ':status': status, ...record(fields), ...length };
    try {
      // Also where no trailers can come: without, node:http2 ends an answer that is broken off as if it were whole.
      this.#stream.respond(headers, { endStream: isBodiless, waitForTrailers: !isBodiless });
    } catch {
      // A pod may answer with a status that HTTP/2 does not have.
      this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  sendBody(chunk: Buffer): boolean {
    if (!this.#canSend) return false;
    const takesMore = this.#stream.write(chunk);
    if (!takesMore) this.#sendTimer.set(this.#limits.sendTimeout);
    return takesMore;
  }

  flush(): void {
    // Nothing is held back: node frames what it is given at once.
  }

  sendEnd(trailers: readonly Field[]): void {
    this.events = undefined;
    this.#trailers = trailers;
    this.#bodyTimer.clear();
    this.#sendTimer.set(this.#limits.sendTimeout);
    this.#stream.end();
    this.#stream.resume();
    if (this.#isBodiless) this.#refuseRest();
  }

  abort(): void {
    this.events = undefined;
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  switchProtocols(): SwitchedSide {
    throw new TypeError('HTTP/2 switches no protocols');
  }

  get #canSend(): boolean {
    return !this.#stream.closed && !this.#stream.destroyed;
  }

  #startReading(): void {
    this.#isReading = true;
    if (this.#isBodyWhole) {
      this.#stream.resume();
      this.events?.bodyEnd([]);
      return;
    }
    let trailers: readonly Field[] = [];
    this.#stream.on('trailers', (_headers: unknown, _flags: number, raw: readonly string[]) => {
      trailers = fieldsOf(raw);
    });
    this.#stream.on('data', (chunk: Buffer) => {
      if (this.events === undefined) return;
      this.#bodyTimer.set(this.#limits.bodyTimeout);
      this.events.body(chunk);
    });
    this.#stream.on('end', () => {
      this.#bodyTimer.clear();
      // A stream that is reset ends, too.
      if (this.#stream.aborted || this.#stream.rstCode !== constants.NGHTTP2_NO_ERROR) return;
      this.#isBodyWhole = true;
      this.events?.bodyEnd(trailers);
    });
  }

  #sendTrailers(): void {
    // An answer that was broken off asks for them, too: with none sent, it does not look whole.
    if (!this.#canSend) return;
    this.#stream.sendTrailers(record(this.#trailers));
    // A stream that is closed within this call forgets its trailers.
    setImmediate(() => this.#refuseRest());
  }

  /** Tells the client to send no more of a body that nobody reads (RFC 9113 section 8.1). */
  #refuseRest(): void {
    if (!this.#isBodyWhole) this.#stream.close(constants.NGHTTP2_NO_ERROR);
  }

  #gone(): void {
    const events = this.events;
    this.events = undefined;
    events?.gone();
  }
}

/** Of the fields that node:http2 refuses to send, the one that is not of every connection, and so may still be there. */
const OF_UPGRADES = 'http2-settings';

/** In the shape that node:http2 takes; those of one name stay in their order. */
function record(fields: readonly Field[]): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    if (key === OF_UPGRADES) continue;
    const before = headers[key];
    headers[key] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

function fieldsOf(raw: readonly string[]): Field[] {
  const fields: Field[] = [];
  for (let index = 0; index < raw.length; index += 2) fields.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return fields;
}
