import type { Socket } from 'node:net';
import type { ParsedRequestHead } from './request-head.ts';
import type { Field } from './route.ts';

/**
 * The client's side of one exchange (one request and its answer), whatever version of HTTP it speaks. An `Exchange` asks
 * it for the body and gives it the answer; what the client does reaches the exchange through `ClientEvents`.
 *
 * A connection makes one for each request whose head is complete and valid, and calls `Exchange.start()`. Exactly one of
 * `sendEnd`, `abort` and `switchProtocols` ends it, unless the client did by `gone`; after that, none of it is called.
 */
export interface ClientSide {
  readonly head: ParsedRequestHead;
  /** Bytes of the request's body; 0 is none, undefined is known at its end only. */
  readonly bodyLength: number | undefined;
  /** The protocol that the client offers to switch to, as the field Upgrade names it. Never with a body. */
  readonly upgrade: string | undefined;
  /**
   * Lets the body come, until `pauseBody`: nothing of it does before. The first call sends `100 Continue` to a client that
   * waits for it, and starts the clock of a client that sends nothing.
   */
  resumeBody(): void;
  pauseBody(): void;
  /** Sends a 1xx answer, where the client knows such. */
  sendInformational(status: number, fields: readonly Field[]): void;
  /** Once, before any of the body. */
  sendHead(head: AnswerHead): void;
  /** False when the client does not keep up: `drained` will say that it does. The chunk is taken in any case. */
  sendBody(chunk: Buffer): boolean;
  /** What was sent leaves now: until then the client's side may gather it. The ends of an answer need no such word. */
  flush(): void;
  /** The answer is whole. What is left of the request's body is not read. */
  sendEnd(trailers: readonly Field[]): void;
  /** The answer cannot become whole: the client is to see that. */
  abort(): void;
  /** Answers 101 and hands the connection over, with what the client has sent already. Only where `upgrade` is set. */
  switchProtocols(fields: readonly Field[]): SwitchedSide;
}

/** What the client's side tells its exchange. */
export interface ClientEvents {
  /** A part of the request's body. */
  body(chunk: Buffer): void;
  /** The body is whole. Also called, once and by the first `resumeBody`, when there is none. */
  bodyEnd(trailers: readonly Field[]): void;
  /** The body cannot become whole: 400 for what breaks HTTP, 408 for what came too slowly. The client can still be answered. */
  bodyFailed(status: number): void;
  /** The client takes bytes again. */
  drained(): void;
  /** The client went away. */
  gone(): void;
}

/** The head of an answer, before a version of HTTP writes it. */
export interface AnswerHead {
  readonly status: number;
  /** Empty: the usual words for the status. */
  readonly reason: string;
  /** Without those that belong to a connection or say how long the body is. */
  readonly fields: readonly Field[];
  /**
   * Bytes of the body, or of the one that is left out in an answer to HEAD and in 304; undefined when its end will be told,
   * or when nothing is said of it.
   */
  readonly bodyLength: number | undefined;
  /** No body follows, whatever its length is said to be. */
  readonly isBodiless: boolean;
}

/** One end of a connection that no longer speaks HTTP. */
export interface SwitchedSide {
  readonly socket: Socket;
  /** Bytes that came after the head, first of what the other end is to get. */
  readonly early: Buffer | undefined;
}
