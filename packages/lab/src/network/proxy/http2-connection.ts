import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { ClientConnectionOptions } from './client-connection.ts';
import { ERROR_PAGE_TYPE, errorPage } from './error-page.ts';
import { Http2ClientSide } from './http2-client-side.ts';
import { readHttp2RequestHead } from './http2-request-head.ts';

/** nginx's `http2_max_concurrent_streams`. */
const MOST_STREAMS = 128;
/** More than nginx takes of a head, which is refused where it is read: what nghttp2 refuses costs it no memory, though. */
const MOST_HEADER_BYTES = 64 * 1024;
/** Of a connection, and of each stream: a client fills them before it waits for a pod. */
const CONNECTION_WINDOW = 4 * 1024 * 1024;
const STREAM_WINDOW = 64 * 1024;
/** nghttp2's default. */
const RESETS_A_SECOND = 33;
/** Megabytes: with every stream full both ways, and some more. */
const MOST_MEMORY = 64;

/**
 * A client's connection in HTTP/2, many requests at a time.
 *
 * Frames are node:http2's (nghttp2): it ends connections that reset streams by the dozen (CVE-2023-44487), never end a head
 * (CVE-2024-27983), or flood with PING, SETTINGS or invalid frames.
 */
export class Http2Connection {
  readonly #options: ClientConnectionOptions;
  readonly #session: ServerHttp2Session;
  #requests = 0;
  #openStreams = 0;

  constructor(options: ClientConnectionOptions) {
    const { socket, limits } = options;
    this.#options = options;
    this.#session = performServerHandshake(socket, {
      settings: {
        maxConcurrentStreams: MOST_STREAMS,
        initialWindowSize: STREAM_WINDOW,
        maxHeaderListSize: MOST_HEADER_BYTES,
      },
      maxHeaderListPairs: 2 * limits.fields,
      maxSessionMemory: MOST_MEMORY,
      maxSessionInvalidFrames: MOST_STREAMS,
      maxSessionRejectedStreams: MOST_STREAMS,
      // Every page that a browser leaves resets what it was still loading: that is all streams, now and then.
      streamResetBurst: 2 * MOST_STREAMS,
      streamResetRate: RESETS_A_SECOND,
      // A pod may say a thing twice, and its client is to see that.
      strictSingleValueFields: false,
    });
    const session = this.#session;
    session.once('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW));
    session.setTimeout(limits.idleTimeout, this.#onIdle);
    session.on('stream', (stream, _headers, flags, raw) => this.#onStream(stream, flags, raw));
    // What comes of an error is in `close`, which follows; which one it was helps nobody.
    session.on('error', () => session.destroy());
    socket.on('error', () => socket.destroy());
    session.once('close', () => options.ended());
  }

  /** Ends it now, in whatever it is; the client is told by GOAWAY. */
  close(): void {
    this.#session.destroy();
  }

  readonly #onIdle = () => {
    // Streams have clocks of their own.
    if (this.#openStreams === 0) this.#session.close();
  };

  #onStream(stream: ServerHttp2Stream, flags: number, raw: readonly string[]): void {
    stream.on('error', () => stream.close());
    this.#openStreams += 1;
    stream.once('close', () => {
      this.#openStreams -= 1;
    });
    try {
      this.#serve(stream, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0, raw);
    } catch (error) {
      this.#options.failed(error);
      this.#session.destroy();
    }
  }

  #serve(stream: ServerHttp2Stream, isWhole: boolean, raw: readonly string[]): void {
    const { limits, facts, refused, exchange } = this.#options;
    this.#requests += 1;
    // The client takes what it has still to ask to another connection.
    if (this.#requests === limits.requests) this.#session.close();
    const head = readHttp2RequestHead(raw, isWhole, limits, facts);
    if (head === 'too large') {
      refused(431);
      // As nginx, for all of the connection: who sends this once sends it again.
      this.#session.destroy(new Error('the head is too large'), constants.NGHTTP2_ENHANCE_YOUR_CALM);
      return;
    }
    if ('refused' in head) {
      refused(head.refused);
      this.#refuse(stream, head.refused);
      return;
    }
    const side = new Http2ClientSide(stream, head, limits);
    const events = exchange(side);
    side.events = events;
    events.start();
  }

  #refuse(stream: ServerHttp2Stream, status: number): void {
    const body = errorPage(status);
    stream.respond({ ':status': status, 'content-type': ERROR_PAGE_TYPE, 'content-length': body.length });
    stream.end(body);
    stream.resume();
  }
}

/** Whether a client speaks HTTP/2 without having been asked: its first line is this (RFC 9113 section 3.4). */
export const HTTP2_PREFACE_LINE = 'PRI * HTTP/2.0';

/** Puts back what was read of the preface and of what came with it, for nghttp2 to read it. */
export function putBackPreface(socket: Socket, early: Buffer = Buffer.alloc(0)): void {
  // It would flow to nobody.
  socket.pause();
  socket.unshift(Buffer.concat([Buffer.from(`${HTTP2_PREFACE_LINE}\r\n\r\n`), early]));
}
