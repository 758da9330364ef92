import type { EventType } from '../controllers/event-recorder.ts';
import type { LabImage } from '../lab.ts';
import type { SocketAddress } from '../network/address-book.ts';
import type { Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';

/** A port that a container may listen on. */
export interface OpenPort extends SocketAddress {
  release(): void;
}

/** What a container needs of its pod and its node. */
export interface PodContext {
  readonly store: Store;
  /** Absolute path of the lab's process script. */
  readonly main: string;
  readonly podIP: string;
  readonly nodeAddress: string;
  /** The pod as it is in the store now, or was last. */
  pod(): Stored<'pods'>;
  graceMs(): number;
  findImage(reference: string): LabImage | undefined;
  /** Finds a real place for a port of the pod and enters it in the address book. */
  openPort(port: number): Promise<OpenPort>;
  resolve(port: number): SocketAddress | undefined;
  record(type: EventType, reason: string, message: string): void;
  /** The container's status is another now. */
  onChange(): void;
}
