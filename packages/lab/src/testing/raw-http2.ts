import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  window: 8,
  more: 9,
};
export const FLAG = { none: 0, endStream: 1, ack: 1, endHeaders: 4 };

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** A client that writes frames of HTTP/2 as no library would. Ends with the test. */
export class RawHttp2 {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  /** Resolves when the connection is closed, by whomever. */
  readonly closed: Promise<unknown>;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  static async open({ host, port }: { readonly host: string; readonly port: number }): Promise<RawHttp2> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    onTestFinished(() => void socket.destroy());
    const client = new RawHttp2(socket);
    socket.write(PREFACE);
    client.send(FRAME.settings, FLAG.none, 0);
    return client;
  }

  send(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): void {
    if (this.socket.writable) this.socket.write(frame(type, flags, stream, payload));
  }

  /** A request's head; with `endStream`, all of the request. */
  request(stream: number, fields: readonly (readonly [string, string])[], flags = FLAG.endStream): void {
    this.send(FRAME.headers, flags | FLAG.endHeaders, stream, block(fields));
  }

  /** Resolves to the first frame of a type, of one stream or of the connection. Rejects when that is closed without. */
  async next(type: number, stream: number): Promise<Frame> {
    const isIt = (candidate: Frame) => candidate.type === type && candidate.stream === stream;
    for (;;) {
      const found = this.frames.find(isIt);
      if (found !== undefined) return found;
      if (this.socket.destroyed) throw new Error(`closed without a frame of type ${type}`);
      await Promise.race([once(this.socket, 'data'), this.closed]);
    }
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 9) {
      const length = this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < 9 + length) return;
      const [type = 0, flags = 0] = this.#rest.subarray(3, 5);
      const stream = this.#rest.readUInt32BE(5);
      this.frames.push({ type, flags, stream, payload: this.#rest.subarray(9, 9 + length) });
      this.#rest = this.#rest.subarray(9 + length);
    }
  }
}

export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A header block of literals without indexing (RFC 7541 section 6.2.2): names and values of any bytes, as Latin-1. */
export function block(fields: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(fields.map(([name, value]) => Buffer.concat([Buffer.from([0]), literal(name), literal(value)])));
}

/** The pseudo fields of a GET to sticky.info, with others in their place where they are given. */
export function pseudo(over: Readonly<Record<string, string>> = {}): [string, string][] {
  const all = { ':method': 'GET', ':scheme': 'http', ':authority': 'sticky.info', ':path': '/', ...over };
  return Object.entries(all).filter(([, value]) => value !== '');
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  const length = [];
  let rest = bytes.length;
  if (rest < 0x7f) length.push(rest);
  else {
    length.push(0x7f);
    for (rest -= 0x7f; rest >= 0x80; rest >>= 7) length.push((rest & 0x7f) | 0x80);
    length.push(rest);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}
