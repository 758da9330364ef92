import { connect, type Socket } from 'node:net';
import type { SocketAddress } from '../address-book.ts';
import { hasCode } from '../listen.ts';
import { type BodyDecoder, bodyDecoder } from './body-decoder.ts';
import type { SwitchedSide } from './client-side.ts';
import { HeadCollector } from './head-collector.ts';
import { LazyTimer } from './lazy-timer.ts';
import { Outbox } from './outbox.ts';
import { type PodAnswerHead, readAnswerHead } from './read-answer-head.ts';
import { NO_FIELDS } from './read-fields.ts';
import type { Field, RetryCause, Timeouts } from './route.ts';

/** One try of a request, as it goes to a pod. */
export interface PodRequest {
  /** With the empty line, Latin-1. */
  readonly head: string;
  readonly isHeadMethod: boolean;
  readonly asksForUpgrade: boolean;
  readonly body: 'none' | 'length' | 'chunked';
  readonly timeouts: Timeouts;
  /** Bytes; an answer with a longer head is none. */
  readonly mostAnswerHead: number;
}

export interface PodFailure {
  readonly cause: RetryCause;
  /** As the access log tells it. */
  readonly failure: string;
  /** Some of the request was sent. */
  readonly isSent: boolean;
  /** The connection was a kept one, which the pod had closed before it saw the request. */
  readonly isStale: boolean;
}

/** What a pod's connection tells of the request on it. */
export interface PodEvents {
  /** The head is on its way: now the body, where there is one, may follow. */
  podReady(): void;
  /** A 1xx answer but 101. */
  podInformed(head: PodAnswerHead): void;
  /** Followed by parts of the body, where there is one, and `podEnded`. */
  podAnswered(head: PodAnswerHead, hasBody: boolean): void;
  /** 101: the pod's end of the connection is the listener's. */
  podSwitched(head: PodAnswerHead, side: SwitchedSide): void;
  podBody(part: Buffer): void;
  /** All that has come so far was told, and the answer is not whole yet. */
  podRead(): void;
  /** The answer is whole. */
  podEnded(trailers: readonly Field[]): void;
  /** There is no answer, or the rest of it will not come. The connection is gone. */
  podFailed(failure: PodFailure): void;
  /** The pod takes bytes again. */
  podDrained(): void;
}

/** What a connection tells the pool that it is of. */
export interface PodConnectionOwner {
  /** May be used again: true when the owner keeps it. */
  released(connection: PodConnection): boolean;
  closed(connection: PodConnection): void;
  failed(error: unknown): void;
}

/** As ingress-nginx's `upstream-keepalive-timeout` and `upstream-keepalive-requests`. */
const IDLE_TIMEOUT_MS = 60_000;
const MOST_REQUESTS = 10_000;
/** A pod that says how long it waits is given no request in the last of that time. */
const IDLE_MARGIN_MS = 1_000;

/** So many 1xx answers come before the one that counts, at most. */
const MOST_INFORMATIONAL = 16;

/** A connection to a pod: one request after the other. */
export class PodConnection {
  readonly address: SocketAddress;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #timer: LazyTimer;
  readonly #owner: PodConnectionOwner;
  #events: PodEvents | undefined;
  #request: PodRequest | undefined;
  #collector: HeadCollector | undefined;
  #decoder: BodyDecoder | undefined;
  #answer: PodAnswerHead | undefined;
  #isConnected = false;
  /** Whoever reads the answer does not keep up. */
  #isHeldBack = false;
  #isSilent = false;
  #isRequestSent = false;
  #hasRead = false;
  #informed = 0;
  #requests = 0;
  #error: unknown;
  readonly #takePart = (part: Buffer) => this.#events?.podBody(part);

  constructor(address: SocketAddress, owner: PodConnectionOwner) {
    this.address = address;
    this.#owner = owner;
    this.#timer = new LazyTimer(this.#onDue);
    this.#socket = connect({ ...address, noDelay: true, allowHalfOpen: true });
    this.#outbox = new Outbox(this.#socket);
    this.#socket.once('connect', this.#onConnect);
    this.#socket.on('data', this.#onData);
    this.#socket.on('end', this.#onEnd);
    this.#socket.on('drain', this.#onDrain);
    this.#socket.on('error', this.#onError);
    this.#socket.on('close', this.#onClose);
  }

  /** Sends a request, once there is a connection. What comes of it is told to `events`, never within this call. */
  send(request: PodRequest, events: PodEvents): void {
    this.#request = request;
    this.#events = events;
    this.#answer = undefined;
    this.#isRequestSent = false;
    this.#hasRead = false;
    this.#informed = 0;
    this.#requests += 1;
    this.#collector = new HeadCollector({ line: request.mostAnswerHead, head: request.mostAnswerHead });
    if (this.#isConnected) this.#sendHead();
    else this.#timer.set(request.timeouts.connect);
  }

  /** False when the pod does not keep up: `podDrained` will say that it does. */
  sendBody(chunk: Buffer): boolean {
    if (chunk.length > 0) {
      const isChunked = this.#request?.body === 'chunked';
      if (isChunked) this.#outbox.text(`${chunk.length.toString(16)}\r\n`);
      this.#outbox.bytes(chunk);
      if (isChunked) this.#outbox.text('\r\n');
      this.#outbox.flush();
    }
    this.#setTimer();
    return !this.#outbox.isFull;
  }

  endBody(trailers: readonly Field[]): void {
    if (this.#request?.body === 'chunked') {
      let lines = '0\r\n';
      for (const [name, value] of trailers) lines += `${name}: ${value}\r\n`;
      this.#outbox.text(`${lines}\r\n`);
    }
    this.#outbox.flush();
    this.#isRequestSent = true;
    this.#setTimer();
  }

  /** Whether some of the request was sent. */
  get isRequestBegun(): boolean {
    return this.#isConnected;
  }

  pause(): void {
    this.#isHeldBack = true;
    this.#socket.pause();
    this.#setTimer();
  }

  resume(): void {
    this.#isHeldBack = false;
    if (!this.#isSilent) this.#socket.resume();
    this.#setTimer();
  }

  /** As long as it is silent nothing comes through in either direction, and both ends wait. */
  silence(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    if (isSilent) {
      this.#socket.cork();
      this.#socket.pause();
    } else {
      this.#socket.uncork();
      if (!this.#isHeldBack) this.#socket.resume();
    }
  }

  /** Ends it, and tells nothing of it. */
  destroy(): void {
    this.#events = undefined;
    this.#close();
  }

  readonly #onConnect = () => {
    this.#isConnected = true;
    if (this.#events === undefined) return;
    this.#sendHead();
  };

  #sendHead(): void {
    const { head = '', body } = this.#request ?? {};
    this.#outbox.text(head);
    if (body === 'none') {
      this.endBody([]);
      return;
    }
    this.#setTimer();
    // Not within the call that gave the request: its sender is not ready for what follows.
    queueMicrotask(this.#tellReady);
  }

  readonly #tellReady = () => {
    this.#events?.podReady();
    // The body may be long in coming.
    this.#outbox.flush();
  };

  readonly #onData = (chunk: Buffer) => {
    try {
      if (this.#events === undefined) {
        // Nobody has asked for it: whatever it is, no later answer can be trusted.
        this.#close();
        return;
      }
      this.#hasRead = true;
      this.#read(chunk);
      this.#events?.podRead();
    } catch (error) {
      this.#owner.failed(error);
      this.#fail('error', 'broken');
    }
  };

  #read(chunk: Buffer): void {
    let at = 0;
    while (this.#answer === undefined) {
      const collected = this.#collector?.collect(chunk, at);
      if (collected === undefined) {
        this.#setTimer();
        return;
      }
      const head = typeof collected === 'string' ? undefined : readAnswerHead(collected.text);
      if (head === undefined || typeof collected === 'string') {
        this.#fail('invalid_header', 'invalid answer');
        return;
      }
      at = collected.end;
      if (head.status === 101) {
        this.#switch(head, at === chunk.length ? undefined : chunk.subarray(at));
        return;
      }
      if (head.status >= 200) this.#begin(head);
      else if (!this.#inform(head)) return;
      if (at === chunk.length && this.#answer === undefined) {
        this.#setTimer();
        return;
      }
    }
    if (this.#events === undefined) return;
    const decoder = this.#decoder;
    if (decoder === undefined) {
      this.#finish(at < chunk.length);
      return;
    }
    const end = decoder.decode(chunk, at, this.#takePart);
    if (end === undefined) this.#fail('invalid_header', 'invalid answer');
    else if (decoder.isDone) this.#finish(end < chunk.length);
    else this.#setTimer();
  }

  #inform(head: PodAnswerHead): boolean {
    this.#informed += 1;
    if (this.#informed > MOST_INFORMATIONAL) {
      this.#fail('invalid_header', 'invalid answer');
      return false;
    }
    this.#events?.podInformed(head);
    return true;
  }

  #begin(head: PodAnswerHead): void {
    this.#answer = head;
    const { status, length, framing } = head;
    const isBodiless = this.#request?.isHeadMethod === true || status === 204 || status === 304 || length === 0;
    if (isBodiless) this.#decoder = undefined;
    else if (framing === 'chunked') this.#decoder = bodyDecoder(undefined);
    else this.#decoder = bodyDecoder(length ?? Number.POSITIVE_INFINITY);
    this.#events?.podAnswered(head, !isBodiless);
  }

  #finish(hasMore: boolean): void {
    const events = this.#events;
    // It may have been given up while it answered.
    if (events === undefined) return;
    const trailers = (this.#decoder?.trailers ?? NO_FIELDS).list;
    this.#events = undefined;
    this.#request = undefined;
    this.#decoder = undefined;
    if (this.#isHeldBack) this.resume();
    const isReusable = !hasMore && this.#isRequestSent && this.#answer?.keepsAlive === true;
    if (isReusable && this.#requests < MOST_REQUESTS && this.#owner.released(this)) this.#setIdleTimer();
    else this.#close();
    events.podEnded(trailers);
  }

  #setIdleTimer(): void {
    const said = (this.#answer?.keepAliveSeconds ?? 0) * 1_000;
    this.#timer.set(said === 0 ? IDLE_TIMEOUT_MS : Math.max(1, Math.min(IDLE_TIMEOUT_MS, said - IDLE_MARGIN_MS)));
    this.#answer = undefined;
  }

  #switch(head: PodAnswerHead, early: Buffer | undefined): void {
    const events = this.#events;
    if (this.#request?.asksForUpgrade !== true) {
      this.#fail('invalid_header', 'invalid answer');
      return;
    }
    const socket = this.#socket;
    this.#events = undefined;
    this.#timer.close();
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('drain', this.#onDrain);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
    this.#owner.closed(this);
    events?.podSwitched(head, { socket, early });
  }

  readonly #onEnd = () => {
    if (this.#answer?.framing === 'until close' && this.#decoder !== undefined) {
      this.#finishByClose();
      return;
    }
    this.#fail('error', 'closed');
  };

  #finishByClose(): void {
    const events = this.#events;
    this.#events = undefined;
    this.#close();
    events?.podEnded([]);
  }

  readonly #onError = (error: unknown) => {
    this.#error = error;
  };

  readonly #onClose = () => {
    this.#fail('error', failureOf(this.#error));
  };

  readonly #onDrain = () => {
    this.#setTimer();
    this.#events?.podDrained();
  };

  readonly #onDue = () => {
    if (this.#events === undefined) this.#close();
    else this.#fail('timeout', this.#isConnected ? 'timeout' : 'connect timeout');
  };

  #setTimer(): void {
    const timeouts = this.#request?.timeouts;
    if (timeouts === undefined || this.#events === undefined) return;
    if (this.#outbox.isFull) this.#timer.set(timeouts.send);
    else if (this.#isRequestSent && !this.#isHeldBack) this.#timer.set(timeouts.read);
    else this.#timer.clear();
  }

  #fail(cause: RetryCause, failure: string): void {
    const events = this.#events;
    this.#events = undefined;
    this.#close();
    const isStale = cause === 'error' && this.#requests > 1 && !this.#hasRead;
    events?.podFailed({ cause, failure, isSent: this.#isConnected, isStale });
  }

  /** The pool knows before the system says so: nobody is to take it meanwhile. */
  #close(): void {
    this.#timer.close();
    this.#owner.closed(this);
    this.#socket.destroy();
  }
}

function failureOf(error: unknown): string {
  if (hasCode(error, 'ECONNREFUSED')) return 'refused';
  return error === undefined ? 'closed' : 'reset';
}
