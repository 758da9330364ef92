import { setTimeout as delay } from 'node:timers/promises';
import type { EventRecorder } from '../controllers/event-recorder.ts';
import type { LabImage } from '../lab.ts';
import type { AddressBook } from '../network/address-book.ts';
import type { Addressing } from '../network/addressing.ts';
import { findFreePort } from '../network/listen.ts';
import type { Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import { Container } from './container.ts';
import type { Hang } from './hang.ts';
import { findImage } from './images.ts';
import type { OpenPort, PodContext } from './pod-context.ts';
import { podStatus } from './pod-status.ts';

export interface PodWorkerOptions {
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly images: Readonly<Record<string, LabImage>>;
  readonly main: string;
  readonly podIP: string;
}

const DEFAULT_GRACE_SECONDS = 30;

/**
 * Time for the routes to take a pod out before it is told to end. In a cluster the order is a race that the pod mostly
 * wins; here the endpoints are updated within a few turns of the event loop.
 */
const ROUTES_SETTLE_MS = 30;

/** Runs one pod: its containers, and its status in the store. */
export class PodWorker {
  readonly podIP: string;
  readonly #options: PodWorkerOptions;
  readonly #containers: readonly Container[];
  /** Aborted when the end can no longer wait for a preStop hook. */
  readonly #hurried = new AbortController();
  #pod: Stored<'pods'>;
  #ended: Promise<void> | undefined;
  /** When the processes are killed; the pod is not on its way out yet. */
  #deadline = Number.POSITIVE_INFINITY;

  constructor(pod: Stored<'pods'>, options: PodWorkerOptions) {
    this.#pod = pod;
    this.#options = options;
    this.podIP = options.podIP;
    const context = this.#context();
    this.#containers = (pod.spec?.containers ?? []).map((spec) => new Container(spec, context));
  }

  start(): void {
    this.#publish();
    for (const container of this.#containers) container.start();
  }

  /** The container of that name, or the first one. */
  container(name: string | undefined): Container | undefined {
    return name === undefined ? this.#containers[0] : this.#containers.find(({ spec }) => spec.name === name);
  }

  /** Ends the pod within its grace period and takes it out of the store. Asked again, the shorter grace holds. */
  terminate(pod: Stored<'pods'>): Promise<void> {
    const isShorter = Date.now() + graceMsOf(pod) < this.#deadline;
    this.#pod = pod;
    if (isShorter) this.#deadline = Date.now() + graceMsOf(pod);
    if (this.#ended !== undefined && isShorter) {
      this.#hurried.abort();
      for (const container of this.#containers) void container.killAfter(graceMsOf(pod));
    }
    this.#ended ??= this.#terminate();
    return this.#ended;
  }

  /** Ends the pod's processes now: it is gone from the store already, or the lab is ending. */
  async kill(graceMs: number): Promise<void> {
    this.#hurried.abort();
    await Promise.all(this.#containers.map((container) => container.stop(graceMs)));
  }

  /** Stops its processes where they are: one hang for each that runs. */
  hang(): readonly Hang[] {
    return this.#containers.map((container) => container.hang()).filter((hang) => hang !== undefined);
  }

  /** Kills its processes, as crashes would. False when none runs. */
  crash(): boolean {
    return this.#containers.map((container) => container.crash()).includes(true);
  }

  async #terminate(): Promise<void> {
    for (const { spec } of this.#containers) {
      this.#options.recorder.record(this.#pod, 'Normal', 'Killing', `Stopping container ${spec.name}`);
    }
    await Promise.all(this.#containers.map((container) => this.#stopContainer(container)));
    this.#publish();
    const pod = this.#current();
    if (pod === undefined) return;
    const { store } = this.#options;
    // Who set a finalizer takes the pod out by taking it off.
    const isHeld = (pod.metadata.finalizers ?? []).length > 0;
    if (isHeld) store.update('pods', { ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 0 } });
    else store.remove('pods', pod.metadata);
  }

  async #stopContainer(container: Container): Promise<void> {
    const sleepMs = (container.spec.lifecycle?.preStop?.sleep?.seconds ?? 0) * 1000;
    const wait = Math.min(Math.max(sleepMs, ROUTES_SETTLE_MS), this.#remainingMs());
    await delay(wait, undefined, { signal: this.#hurried.signal }).catch(ignoreAbort);
    await container.stop(this.#remainingMs());
  }

  #remainingMs(): number {
    return Math.max(0, this.#deadline - Date.now());
  }

  /** The pod in the store, if it is still this one and not another of the same name. */
  #current(): Stored<'pods'> | undefined {
    const { namespace, name, uid } = this.#pod.metadata;
    const stored = this.#options.store.get('pods', { namespace, name });
    return stored?.metadata.uid === uid ? stored : undefined;
  }

  #publish(): void {
    const pod = this.#current();
    if (pod === undefined) return;
    const containers = this.#containers.map(({ status }) => status);
    const status = podStatus(pod, { podIP: this.podIP, hostIP: this.#options.addressing.node, containers });
    this.#pod = this.#options.store.update('pods', { ...pod, status });
  }

  #context(): PodContext {
    const { store, recorder, addressing, book, images, main, podIP } = this.#options;
    return {
      store,
      main,
      podIP,
      nodeAddress: addressing.node,
      pod: () => this.#pod,
      graceMs: () => graceMsOf(this.#pod),
      findImage: (reference) => findImage(images, reference),
      openPort: (port) => this.#openPort(port),
      resolve: (port) => book.resolve(podIP, port),
      record: (type, reason, message) => recorder.record(this.#pod, type, reason, message),
      onChange: () => this.#publish(),
    };
  }

  async #openPort(port: number): Promise<OpenPort> {
    const { addressing, book } = this.#options;
    const host = addressing.host(this.podIP);
    const real = await findFreePort(host, addressing.port(port));
    book.set(this.podIP, port, { host, port: real });
    return { host, port: real, release: () => book.delete(this.podIP, port) };
  }
}

function graceMsOf({ metadata, spec }: Stored<'pods'>): number {
  return (metadata.deletionGracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000;
}

/** The rest of the end is to go on, only sooner. */
function ignoreAbort(): void {}
