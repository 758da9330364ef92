import type { OnReadOpts, Socket } from 'node:net';
import { failureCode } from '../wire/failure.ts';
import type { Dial } from './dial.ts';
import type { ResponseHead } from './response/response-head.ts';
import type { ResponseHeads } from './response/response-heads.ts';
import { ResponseReader } from './response/response-reader.ts';
import type { Session } from './session.ts';

/** What a line tells of the request that it was given. Either comes once, and never within `send`. */
export interface LineEvents {
  /** A whole response. The line takes the next request, also within this call. */
  answered(line: LoadLine, head: ResponseHead, body: string, now: number): void;
  failed(line: LoadLine, code: string, now: number): void;
  /** A fault of our own. */
  broke(error: unknown): void;
}

/** What all lines of a load share. */
export interface LineParts {
  readonly dial: Dial;
  readonly events: LineEvents;
  readonly heads: ResponseHeads;
  /** What comes on any connection is read into it, and read out of it before anything else comes. */
  readonly buffer: Buffer;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Carries one request after the other, on a connection that it dials when it has none and keeps as long as the server does. */
export class LoadLine {
  /** Who asks, and when that was due. Of the last request. */
  session: Session | undefined;
  dueAt = 0;
  /** Failures since the last answer. */
  failures = 0;
  dialled = 0;
  retried = 0;
  sent = 0;
  received = 0;
  readonly #parts: LineParts;
  readonly #reader: ResponseReader;
  readonly #onread: OnReadOpts;
  #socket: Socket | undefined;
  #isReady = false;
  /** Responses of this connection. */
  #responses = 0;
  #error: unknown;
  #request = '';
  #isBusy = false;
  #isRetry = false;
  #deadline = 0;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#reader = new ResponseReader(parts.heads);
    this.#onread = { buffer: parts.buffer, callback: (length) => this.#onBytes(length) };
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Whether the last answer was followed by bytes that nobody had asked for. */
  get hasExcess(): boolean {
    return this.#reader.hasExcess;
  }

  /** Sends a request, of Latin-1, for a session. */
  send(request: string, session: Session, dueAt: number, now: number): void {
    this.session = session;
    this.dueAt = dueAt;
    this.#request = request;
    this.#isBusy = true;
    this.#isRetry = false;
    this.#deadline = now + this.#parts.timeout;
    this.#reader.begin();
    if (this.#socket === undefined) this.#dial();
    else if (this.#isReady) this.#write();
  }

  /** Fails a request that takes too long. */
  checkTime(now: number): void {
    if (this.#isBusy && now >= this.#deadline) this.#fail('timeout', now);
  }

  /** Ends the connection, and tells nothing of the request on it. */
  close(): void {
    this.#isBusy = false;
    this.#drop();
  }

  #dial(): void {
    const { socket, ready } = this.#parts.dial(this.#onread);
    this.dialled += 1;
    this.#socket = socket;
    this.#isReady = false;
    this.#responses = 0;
    this.#error = undefined;
    socket.once(ready, () => this.#onReady(socket));
    socket.on('error', (error) => this.#onError(socket, error));
    socket.on('end', () => this.#guarded(() => this.#onEnd(socket)));
    socket.on('close', () => this.#guarded(() => this.#onClose(socket)));
  }

  #write(): void {
    this.sent += this.#request.length;
    this.#socket?.write(this.#request, 'latin1');
  }

  #onReady(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#isReady = true;
    if (this.#isBusy) this.#write();
  }

  #onBytes(length: number): boolean {
    this.received += length;
    try {
      this.#read(length);
    } catch (error) {
      this.#parts.events.broke(error);
    }
    return true;
  }

  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#parts.events.broke(error);
    }
  }

  #read(length: number): void {
    // A connection that says something unasked is used no more, and one that was given up may still have something to say.
    if (!this.#isBusy) this.#drop();
    else {
      const reading = this.#reader.read(this.#parts.buffer, length);
      if (reading === 'whole') this.#answer();
      else if (reading !== 'more') this.#fail(reading, performance.now());
    }
  }

  #answer(): void {
    const { head, body, hasExcess } = this.#reader;
    if (head === undefined) return;
    this.#isBusy = false;
    this.#responses += 1;
    if (!head.keepsAlive || hasExcess) this.#drop();
    this.failures = 0;
    this.#parts.events.answered(this, head, body, performance.now());
  }

  #onError(socket: Socket, error: Error): void {
    if (socket === this.#socket) this.#error = error;
  }

  #onEnd(socket: Socket): void {
    if (socket !== this.#socket) return;
    if (!this.#isBusy) this.#drop();
    else if (this.#reader.end() === 'whole') this.#answer();
  }

  #onClose(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    if (!this.#isBusy) return;
    // RFC 9110, 9.2.2: the server may close a kept connection at any time, and a GET may then be sent again.
    if (this.#responses > 0 && !this.#reader.hasBegun && !this.#isRetry) {
      this.#isRetry = true;
      this.retried += 1;
      this.#dial();
      return;
    }
    this.#fail(this.#error === undefined ? 'closed-early' : failureCode(this.#error), performance.now());
  }

  #fail(code: string, now: number): void {
    this.#isBusy = false;
    this.failures += 1;
    this.#drop();
    this.#parts.events.failed(this, code, now);
  }

  #drop(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#isReady = false;
  }
}
