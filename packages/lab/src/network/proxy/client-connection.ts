import type { Socket } from 'node:net';
import type { ClientEvents, ClientSide, SwitchedSide } from './client-side.ts';
import { errorAnswer } from './error-page.ts';
import { HeadCollector, type HeadFault } from './head-collector.ts';
import { Http1ClientSide, type Http1Wire } from './http1-client-side.ts';
import { HTTP2_PREFACE_LINE } from './http2-connection.ts';
import { LazyTimer } from './lazy-timer.ts';
import type { Limits } from './limits.ts';
import { Outbox } from './outbox.ts';
import { readRequestHead } from './read-request-head.ts';
import type { ConnectionFacts } from './request-head.ts';

export interface ClientConnectionOptions {
  /** With `allowHalfOpen`, so that an answer can still be sent to who has said all. */
  readonly socket: Socket;
  readonly facts: ConnectionFacts;
  readonly limits: Limits;
  /** Makes the exchange of a request; `start` is called once the connection is ready for its answer. */
  exchange(client: ClientSide): ClientEvents & { start(): void };
  /** A head was refused. */
  refused(status: number): void;
  /** An error of ours: the connection is ended, and nothing else. */
  failed(error: unknown): void;
  /** Nothing comes here any more: it is closed, or handed over. */
  ended(): void;
  /** Takes over a client that turns out to speak HTTP/2. Absent: it is refused. */
  http2?(rest: SwitchedSide): void;
}

/** So many bytes of requests to come are taken before the one under way is answered. */
const MOST_AHEAD = 64 * 1024;
/** As nginx's `lingering_timeout` and `lingering_time`. */
const LINGER_MS = 5_000;
const LONGEST_LINGER_MS = 30_000;

const CR = 0x0d;
const LF = 0x0a;

/** A client's connection in HTTP/1.x: one request after the other, however many were sent at once. */
export class ClientConnection implements Http1Wire {
  readonly outbox: Outbox;
  readonly #options: ClientConnectionOptions;
  readonly #socket: Socket;
  readonly #collector: HeadCollector;
  readonly #timer: LazyTimer;
  #state: 'head' | 'exchange' | 'lingering' | 'over' = 'head';
  #side: Http1ClientSide | undefined;
  /** What has come and is not read yet, from `#at` on. */
  #rest: Buffer | undefined;
  #at = 0;
  #isReading = false;
  #requests = 0;
  #lingersUntil = 0;

  constructor(options: ClientConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.outbox = new Outbox(options.socket);
    this.#collector = new HeadCollector(options.limits);
    this.#timer = new LazyTimer(this.#onDue);
    this.#timer.set(options.limits.headTimeout);
    this.#socket.on('data', this.#onData);
    this.#socket.on('end', this.#onEnd);
    this.#socket.on('drain', this.#onDrain);
    this.#socket.on('error', this.#onError);
    this.#socket.on('close', this.#onClose);
  }

  /** Ends it now, in whatever it is. */
  close(): void {
    this.#socket.destroy();
  }

  readBody(): void {
    this.#setTimer();
    this.#read();
  }

  skipReceivedBody(): void {
    const side = this.#side;
    if (this.#rest === undefined || side === undefined) return;
    this.#at = side.skipBody(this.#rest, this.#at);
    if (this.#at === this.#rest.length) this.#dropRest();
  }

  finish(keepsAlive: boolean): void {
    this.#side = undefined;
    this.outbox.flush();
    if (this.#socket.destroyed) return;
    if (!keepsAlive) {
      this.#endAndLinger();
      return;
    }
    this.#state = 'head';
    this.#setTimer();
    this.#read();
  }

  breakOff(isReset: boolean): void {
    this.#side = undefined;
    this.outbox.flush();
    // TLS tells its own end from that of the connection, and has no reset.
    if (isReset && this.#options.facts.scheme === 'http') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  handOver(): SwitchedSide {
    this.outbox.flush();
    const early = this.#rest?.subarray(this.#at);
    this.#end();
    const socket = this.#socket;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('drain', this.#onDrain);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
    return { socket, early };
  }

  readonly #onData = (chunk: Buffer) => {
    if (this.#state === 'lingering') {
      this.#timer.set(Math.min(LINGER_MS, Math.max(1, this.#lingersUntil - performance.now())));
      return;
    }
    if (this.#rest === undefined) this.#rest = chunk;
    else {
      this.#rest = Buffer.concat([this.#rest.subarray(this.#at), chunk]);
      this.#at = 0;
    }
    this.#read();
  };

  /** As nginx, which takes a client that says no more for one that waits no more (`proxy_ignore_client_abort off`). */
  readonly #onEnd = () => {
    if (this.#state === 'exchange') this.#socket.destroy();
    else if (!this.#socket.writableEnded) this.#socket.end();
  };

  readonly #onError = () => {
    // What comes of it is in `close`, which follows; which error it was helps nobody.
    this.#socket.destroy();
  };

  readonly #onClose = () => {
    const side = this.#side;
    this.#side = undefined;
    this.#end();
    side?.events?.gone();
  };

  readonly #onDrain = () => {
    this.#setTimer();
    if (this.#side === undefined) this.#read();
    else this.#side.events?.drained();
  };

  readonly #onDue = () => {
    const side = this.#side;
    if (this.outbox.isFull) this.#socket.destroy();
    else if (this.#state === 'head' && this.#collector.isPartial) this.#refuse(408);
    else if (side?.wantsBody === true && !side.isBodyDone) {
      side.wantsBody = false;
      side.events?.bodyFailed(408);
    } else this.#socket.destroy();
  };

  holdUp(): void {
    this.#setTimer();
  }

  /** One clock for all that a client may be slow at, but for a head, whose time counts from its first byte. */
  #setTimer(): void {
    const { limits } = this.#options;
    const side = this.#side;
    if (this.#state !== 'exchange' && this.#state !== 'head') return;
    if (this.outbox.isFull) this.#timer.set(limits.sendTimeout);
    else if (this.#state === 'head') this.#timer.set(limits.idleTimeout);
    else if (side?.wantsBody === true && !side.isBodyDone) this.#timer.set(limits.bodyTimeout);
    else this.#timer.clear();
  }

  #read(): void {
    // Answers that need no waiting end within: a loop, as a thousand requests at once would be a thousand calls deep.
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#readSome());
    } catch (error) {
      this.#options.failed(error);
      this.#socket.destroy();
    } finally {
      this.#isReading = false;
    }
  }

  /** Whether there may be more to read right now. */
  #readSome(): boolean {
    const chunk = this.#rest;
    if (this.#state === 'head') {
      // Who does not read answers is not to get more of them: they would pile up here.
      if (this.outbox.isFull) {
        this.#socket.pause();
        return false;
      }
      if (this.#socket.isPaused()) this.#socket.resume();
      return chunk !== undefined && this.#readHead(chunk);
    }
    const side = this.#side;
    if (this.#state !== 'exchange' || side === undefined) return false;
    if (side.isBodyDone) {
      const ahead = chunk === undefined ? 0 : chunk.length - this.#at;
      if (ahead > MOST_AHEAD) this.#socket.pause();
      // Read on, as else nobody would see that the client goes away.
      else if (this.#socket.isPaused()) this.#socket.resume();
      return false;
    }
    if (!side.wantsBody) {
      this.#socket.pause();
      return false;
    }
    if (this.#socket.isPaused()) this.#socket.resume();
    if (chunk === undefined) return false;
    const from = this.#at;
    this.#dropRest();
    const end = side.takeBody(chunk, from);
    if (end < chunk.length && (this.#state === 'exchange' || this.#state === 'head')) {
      this.#rest = chunk;
      this.#at = end;
    }
    this.#setTimer();
    return true;
  }

  #readHead(chunk: Buffer): boolean {
    if (!this.#collector.isPartial) {
      this.#skipEmptyLines(chunk);
      if (this.#at === chunk.length) {
        this.#dropRest();
        return false;
      }
      this.#timer.set(this.#options.limits.headTimeout);
    }
    const collected = this.#collector.collect(chunk, this.#at);
    if (collected === undefined) {
      this.#dropRest();
      return false;
    }
    if (typeof collected === 'string') {
      this.#refuse(this.#statusOf(collected));
      return false;
    }
    this.#at = collected.end;
    if (this.#at === chunk.length) this.#dropRest();
    if (collected.text === HTTP2_PREFACE_LINE && this.#requests === 0 && this.#options.http2 !== undefined) {
      this.#options.http2(this.handOver());
      return false;
    }
    const head = readRequestHead(collected.text, this.#options.limits.fields, this.#options.facts);
    if ('refused' in head) {
      this.#refuse(head.refused);
      return false;
    }
    this.#requests += 1;
    const side = new Http1ClientSide(head, this, this.#requests >= this.#options.limits.requests);
    this.#side = side;
    this.#state = 'exchange';
    this.#timer.clear();
    const exchange = this.#options.exchange(side);
    side.events = exchange;
    exchange.start();
    return true;
  }

  /** Empty lines before a request are ignored (RFC 9112 section 2.2). */
  #skipEmptyLines(chunk: Buffer): void {
    while (chunk[this.#at] === CR && chunk[this.#at + 1] === LF) this.#at += 2;
  }

  #statusOf(fault: HeadFault): number {
    if (fault === 'bare line feed') return 400;
    return fault === 'line too long' && this.#collector.isFirstLineLong ? 414 : 431;
  }

  #refuse(status: number): void {
    this.#options.refused(status);
    this.outbox.text(errorAnswer(status));
    this.#endAndLinger();
  }

  /** Reads on for a while: an answer is lost when the system resets the connection for what nobody has read. */
  #endAndLinger(): void {
    this.outbox.flush();
    this.#dropRest();
    this.#collector.reset();
    this.#state = 'lingering';
    this.#lingersUntil = performance.now() + LONGEST_LINGER_MS;
    this.#timer.set(LINGER_MS);
    this.#socket.end();
    this.#socket.resume();
  }

  #dropRest(): void {
    this.#rest = undefined;
    this.#at = 0;
  }

  #end(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#dropRest();
    this.#timer.close();
    this.#options.ended();
  }
}
