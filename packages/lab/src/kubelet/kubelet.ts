import type { LogOptions } from '../api/server.ts';
import { EventRecorder } from '../controllers/event-recorder.ts';
import type { LabImage } from '../lab.ts';
import type { AddressBook } from '../network/address-book.ts';
import type { Addressing } from '../network/addressing.ts';
import { LAB_NODE } from '../node.ts';
import type { Stored } from '../store/resource-types.ts';
import type { ObjectKey, Store, StoreEvent } from '../store/store.ts';
import type { ContainerLog } from './container-log.ts';
import type { Hang } from './hang.ts';
import { PodWorker } from './pod-worker.ts';

export interface KubeletOptions {
  readonly store: Store;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly images: Readonly<Record<string, LabImage>>;
  /** Absolute path of the lab's process script. */
  readonly main: string;
}

export interface Kubelet {
  logs(pod: ObjectKey, options: LogOptions): AsyncIterable<string>;
  /** Stops the processes of a pod where they are, each until it is released or ends. Empty when none runs. */
  hang(pod: ObjectKey): readonly Hang[];
  /** Kills the processes of a pod without a word. What comes then, comes as after any crash. False when none runs. */
  crash(pod: ObjectKey): boolean;
  /** Ends all pods' processes. */
  close(): Promise<void>;
}

/** How long pods may take to end when the lab ends: nobody asks them anything any more. */
const CLOSING_GRACE_MS = 500;

/** Runs the pods that are assigned to the lab's node, as processes of this machine. */
export function runKubelet(options: KubeletOptions): Kubelet {
  const kubelet = new RunningKubelet(options);
  return kubelet;
}

class RunningKubelet implements Kubelet {
  readonly #options: KubeletOptions;
  readonly #recorder: EventRecorder;
  readonly #workers = new Map<string, PodWorker>();
  readonly #ending = new Set<Promise<void>>();
  readonly #unwatch: () => void;

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.#recorder = new EventRecorder(options.store, 'kubelet');
    for (const pod of options.store.list('pods')) this.#look(pod);
    this.#unwatch = options.store.watch((event) => this.#hear(event));
  }

  async *logs(key: ObjectKey, options: LogOptions): AsyncGenerator<string> {
    yield* this.#log(key, options).read(options);
  }

  hang(pod: ObjectKey): readonly Hang[] {
    return this.#worker(pod)?.hang() ?? [];
  }

  crash(pod: ObjectKey): boolean {
    return this.#worker(pod)?.crash() ?? false;
  }

  async close(): Promise<void> {
    this.#unwatch();
    await Promise.all([...this.#workers.values()].map((worker) => worker.kill(CLOSING_GRACE_MS)));
    await Promise.all(this.#ending);
  }

  #log(key: ObjectKey, { container: name, previous }: LogOptions): ContainerLog {
    const container = this.#worker(key)?.container(name);
    if (container === undefined) throw new Error(`container ${name ?? ''} of pod ${key.name} is not on this node`);
    const log = previous ? container.previousLog : container.log;
    if (log === undefined) {
      throw new Error(`previous terminated container "${container.spec.name}" in pod "${key.name}" not found`);
    }
    return log;
  }

  #worker(key: ObjectKey): PodWorker | undefined {
    const pod = this.#options.store.get('pods', key);
    return pod === undefined ? undefined : this.#workers.get(pod.metadata.uid);
  }

  #hear(event: StoreEvent): void {
    if (event.resource !== 'pods') return;
    if (event.type === 'DELETED') {
      this.#forget(event.object.metadata.uid);
      return;
    }
    const pod = this.#options.store.get('pods', event.object.metadata);
    if (pod !== undefined) this.#look(pod);
  }

  #look(pod: Stored<'pods'>): void {
    if (pod.spec?.nodeName !== LAB_NODE) return;
    const worker = this.#workers.get(pod.metadata.uid);
    if (pod.metadata.deletionTimestamp === undefined) {
      if (worker === undefined) this.#admit(pod);
    } else if (worker === undefined) this.#options.store.remove('pods', pod.metadata);
    else this.#track(worker.terminate(pod));
  }

  #admit(pod: Stored<'pods'>): void {
    const { addressing } = this.#options;
    const podIP = addressing.pods.take();
    if (podIP === undefined) {
      this.#recorder.record(pod, 'Warning', 'FailedCreatePodSandBox', 'no address is left for another pod');
      return;
    }
    const worker = new PodWorker(pod, { ...this.#options, recorder: this.#recorder, podIP });
    this.#workers.set(pod.metadata.uid, worker);
    worker.start();
  }

  /** The pod is gone from the store: its processes must not outlive it, its address is free once they are gone. */
  #forget(uid: string): void {
    const worker = this.#workers.get(uid);
    if (worker === undefined) return;
    this.#workers.delete(uid);
    this.#track(worker.kill(0).then(() => this.#options.addressing.pods.release(worker.podIP)));
  }

  #track(ending: Promise<void>): void {
    const settled = ending.catch((error: unknown) => {
      this.#recorder.recordOnNode('Warning', 'KubeletError', String(error));
    });
    this.#ending.add(settled);
    void settled.then(() => this.#ending.delete(settled));
  }
}
