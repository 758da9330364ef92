import type { Socket } from 'node:net';

/** Up to this many bytes, copying a chunk costs less than writing it on its own. */
const SMALL = 8 * 1024;

/** What goes out on a socket, gathered until `flush`: a head and the first bytes after it leave in one write. */
export class Outbox {
  readonly #socket: Socket;
  /** Latin-1, one character a byte. */
  #text = '';

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @param text Latin-1, one character a byte */
  text(text: string): void {
    this.#text += text;
  }

  bytes(chunk: Buffer): void {
    if (chunk.length <= SMALL) {
      this.text(chunk.toString('latin1'));
      return;
    }
    const socket = this.#socket;
    socket.cork();
    this.flush();
    if (socket.writable) socket.write(chunk);
    socket.uncork();
  }

  flush(): void {
    const text = this.#text;
    if (text === '') return;
    this.#text = '';
    if (this.#socket.writable) this.#socket.write(text, 'latin1');
  }

  /** More waits in memory than the peer should be sent before it has read some: `drain` of the socket says when. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }
}
