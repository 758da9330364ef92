import type { ClientSide } from './client-side.ts';
import { type BodyMemory, KeptBody } from './kept-body.ts';
import type { PodConnection } from './pod-connection.ts';
import type { BodyPolicy, Field } from './route.ts';

/** So much of a body is kept for another try, in bytes. A longer one streams, and goes to one pod only. */
const MOST_KEPT = 1024 * 1024;

/** The body of a request on its way to a pod: kept as a whole and sent then, or passed on as it comes. */
export class RequestBody {
  readonly #client: ClientSide;
  readonly #policy: BodyPolicy;
  readonly #memory: BodyMemory;
  #kept: KeptBody | undefined;
  /** Bytes of the memory that are given back at the end. */
  #taken = 0;
  #size = 0;
  #isKeeping: boolean;
  #isGone = false;
  #trailers: readonly Field[] | undefined;
  #pod: PodConnection | undefined;

  /** @param memory where it is kept; a body for which there is no room streams, as one that is too long to be kept */
  constructor(client: ClientSide, policy: BodyPolicy, memory: BodyMemory) {
    this.#client = client;
    this.#policy = policy;
    this.#memory = memory;
    this.#isKeeping = policy.isBuffered && (client.bodyLength ?? 0) <= MOST_KEPT;
  }

  /** Whether the length that the client says is more than it may be. */
  get isTooLong(): boolean {
    return Math.max(this.#size, this.#client.bodyLength ?? 0) > this.#policy.most;
  }

  /** Whether all of it has to come before a pod is asked. */
  get isAwaited(): boolean {
    return this.#isKeeping && this.#trailers === undefined;
  }

  get isWhole(): boolean {
    return this.#trailers !== undefined;
  }

  /** Some of it was sent and cannot be sent again. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** How its end is told to a pod: as nginx, which gives a body that it has as a whole its length. */
  get framing(): { readonly kind: 'none' | 'length' | 'chunked'; readonly length: number } {
    const { bodyLength } = this.#client;
    if (bodyLength === 0) return { kind: 'none', length: 0 };
    if (bodyLength !== undefined) return { kind: 'length', length: bodyLength };
    const hasLength = this.#isKeeping && this.#trailers !== undefined && this.#trailers.length === 0;
    return hasLength ? { kind: 'length', length: this.#size } : { kind: 'chunked', length: 0 };
  }

  /** A part has come. Past what is kept, the body starts to stream: `isAwaited` says so. */
  take(part: Buffer): void {
    this.#size += part.length;
    const pod = this.#pod;
    if (pod !== undefined) {
      this.#isGone = true;
      if (!pod.sendBody(part)) this.#client.pauseBody();
      return;
    }
    this.#kept ??= new KeptBody();
    this.#kept.add(part);
    if (this.#isKeeping) this.#isKeeping = this.#size <= MOST_KEPT && this.#takeMemory(part.length);
    if (!this.#isKeeping) this.#client.pauseBody();
  }

  end(trailers: readonly Field[]): void {
    this.#trailers = trailers;
    this.#pod?.endBody(trailers);
  }

  /** Sends what there is to a pod, and lets the rest follow. */
  sendTo(pod: PodConnection): void {
    let isTaken = true;
    for (const part of this.#kept?.parts ?? []) isTaken = pod.sendBody(part);
    if (this.#trailers !== undefined) {
      pod.endBody(this.#trailers);
      if (this.#isKeeping) return;
    }
    this.#isGone ||= this.#kept !== undefined;
    this.drop();
    if (this.#trailers !== undefined) return;
    this.#pod = pod;
    if (isTaken) this.#client.resumeBody();
  }

  /** The pod takes bytes again. */
  drained(): void {
    if (this.#pod !== undefined && this.#trailers === undefined) this.#client.resumeBody();
  }

  /** Nobody is to be sent what is kept. */
  drop(): void {
    this.#kept = undefined;
    this.#memory.giveBack(this.#taken);
    this.#taken = 0;
  }

  #takeMemory(bytes: number): boolean {
    const isTaken = this.#memory.take(bytes);
    if (isTaken) this.#taken += bytes;
    return isTaken;
  }

  /** The pod is no longer there to be sent anything. */
  leavePod(): void {
    this.#pod = undefined;
    this.#client.pauseBody();
  }
}
