import type { EventRecorder, EventType } from '../controllers/event-recorder.ts';
import type { Kubelet } from '../kubelet/kubelet.ts';
import type { ServiceEndpoint } from '../network/endpoints.ts';
import type { Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { concernedObjects, requireRoute } from './concerned-objects.ts';
import { describeFault } from './describe-fault.ts';
import type { ActiveFault, Fault } from './fault.ts';
import { FaultError } from './fault-error.ts';
import { findPod } from './find-pod.ts';
import { hangPod, killPod, type PodFault } from './pod-faults.ts';
import { type Strike, strikeOf } from './strike.ts';
import type { TryFault, TryFaults } from './try-fault.ts';

export interface FaultsOptions {
  readonly store: Store;
  readonly recorder: EventRecorder;
  readonly kubelet: Pick<Kubelet, 'hang' | 'crash'>;
  readonly cache: Pick<WatchCache, 'lag'>;
}

interface Running {
  readonly active: ActiveFault;
  /** The pod it is about; no other one of that name. */
  readonly podUid: string | undefined;
  readonly strike: Strike | undefined;
  readonly podFault: PodFault | undefined;
  readonly timer: NodeJS.Timeout;
}

/** What goes wrong in the lab on purpose, now. Each ends at its time, with its pod, when it is cleared, or with the lab. */
export class Faults implements TryFaults {
  readonly #options: FaultsOptions;
  readonly #running = new Map<string, Running>();
  readonly #unwatch: () => void;
  /** Of the running ones, in order. Nearly always empty, and asked for each try of each request. */
  #strikes: readonly Strike[] = [];
  readonly #followers = new Set<(pods: ReadonlySet<string>) => void>();
  #count = 0;

  constructor(options: FaultsOptions) {
    this.#options = options;
    this.#unwatch = options.store.watch(({ resource, type, object }) => {
      if (resource === 'pods' && type === 'DELETED') this.#endOf(object.metadata.uid);
    });
  }

  list(): readonly ActiveFault[] {
    return [...this.#running.values()].map(({ active }) => active);
  }

  /** Begins now. @throws FaultError */
  add(wanted: Fault): ActiveFault {
    if ('host' in wanted && wanted.host !== undefined) requireRoute(this.#options.store, wanted.host);
    const pod = this.#podOf(wanted);
    const fault = pod === undefined || wanted.kind === 'slow-watch' ? wanted : { ...wanted, pod: pod.metadata.name };
    const active = this.#activate(fault);
    const strike = strikeOf(fault, pod);
    const podFault = this.#startAt(active, pod?.metadata.uid);
    this.#recordBegin(active);
    const milliseconds = 1000 * secondsOf(fault);
    if (milliseconds === 0) return active;
    const timer = setTimeout(() => void this.#end(active.id), milliseconds);
    this.#running.set(active.id, { active, podUid: pod?.metadata.uid, strike, podFault, timer });
    void podFault?.over.then(() => this.#end(active.id));
    this.#apply();
    return active;
  }

  /** Ends one, or all. Resolves to those that it ended, once nothing is left of them. */
  async clear(id?: string): Promise<readonly ActiveFault[]> {
    const ids = id === undefined ? [...this.#running.keys()] : [id];
    const ended = await Promise.all(ids.map((one) => this.#end(one)));
    return ended.filter((one) => one !== undefined);
  }

  /** A partition before all others, for what does not arrive cannot be late; then the first in the order in which they came. */
  forTry(host: string, endpoint: ServiceEndpoint): TryFault | undefined {
    for (const strike of this.#strikes) if (strike.hits(host, endpoint)) return strike.fault;
    return undefined;
  }

  followCutOff(follower: (pods: ReadonlySet<string>) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  async close(): Promise<void> {
    this.#unwatch();
    await this.clear();
  }

  #podOf(fault: Fault): Stored<'pods'> | undefined {
    if (fault.kind === 'slow-watch' || fault.pod === undefined) return undefined;
    return findPod(this.#options.store, fault.pod, fault.namespace);
  }

  #activate(fault: Fault): ActiveFault {
    this.#count += 1;
    const since = Date.now();
    return {
      id: `${fault.kind}-${this.#count}`,
      fault,
      since: new Date(since).toISOString(),
      until: new Date(since + 1000 * secondsOf(fault)).toISOString(),
    };
  }

  #startAt(active: ActiveFault, podUid: string | undefined): PodFault | undefined {
    const { fault } = active;
    const { kubelet } = this.#options;
    if (fault.kind === 'die') {
      return killPod(kubelet, fault, () => this.#recordBegin(active));
    }
    if (fault.kind !== 'hang') return undefined;
    // Two would undo each other: to go on is one signal, however often the process was stopped.
    const same = [...this.#running.values()].find((one) => one.active.fault.kind === 'hang' && one.podUid === podUid);
    if (same === undefined) return hangPod(kubelet, fault);
    throw new FaultError('not-possible', `pod ${fault.pod} hangs already, by ${same.active.id}: clear that one first`);
  }

  async #end(id: string): Promise<ActiveFault | undefined> {
    const running = this.#running.get(id);
    if (running === undefined) return undefined;
    this.#running.delete(id);
    clearTimeout(running.timer);
    this.#apply();
    await running.podFault?.end();
    this.#recordEnd(running.active);
    return running.active;
  }

  /** The pod is gone: what was done to it ends, and another of its name has a fault of its own or none. */
  #endOf(uid: string): void {
    for (const [id, { podUid }] of this.#running) if (podUid === uid) void this.#end(id);
  }

  #apply(): void {
    const running = [...this.#running.values()];
    const strikes = running.flatMap(({ strike }) => strike ?? []);
    this.#strikes = [...strikes.filter(isPartition), ...strikes.filter((strike) => !isPartition(strike))];
    const lags = running.map(({ active: { fault } }) => (fault.kind === 'slow-watch' ? fault.milliseconds : 0));
    this.#options.cache.lag(Math.max(0, ...lags));
    const cutOff = this.#cutOff();
    for (const follower of this.#followers) follower(cutOff);
  }

  #cutOff(): ReadonlySet<string> {
    return new Set(this.#strikes.filter(isPartition).flatMap(({ ip }) => ip ?? []));
  }

  #recordBegin(active: ActiveFault): void {
    this.#record(active, 'Warning', 'FaultInjected', beginMessage(active));
  }

  /** Whoever looks for what is wrong now, among the warnings, finds it no longer. */
  #recordEnd(active: ActiveFault): void {
    const { store, recorder } = this.#options;
    for (const object of concernedObjects(store, active.fault)) {
      recorder.becomesNormal(object, 'FaultInjected', beginMessage(active));
    }
    this.#record(active, 'Normal', 'FaultEnded', `No longer: ${describeFault(active.fault)}`);
  }

  #record({ fault }: ActiveFault, type: EventType, reason: string, message: string): void {
    const { store, recorder } = this.#options;
    const objects = concernedObjects(store, fault);
    for (const object of objects) recorder.record(object, type, reason, message);
    if (objects.length === 0) recorder.recordOnNode(type, reason, message);
  }
}

function beginMessage({ fault, until }: ActiveFault): string {
  return `${describeFault(fault)}${secondsOf(fault) === 0 ? '' : ` (until ${until})`}`;
}

function isPartition({ fault }: Strike): boolean {
  return fault.kind === 'partition';
}

/** 0 for what happens once. */
function secondsOf(fault: Fault): number {
  return fault.kind === 'die' ? (fault.repeat?.seconds ?? 0) : fault.seconds;
}
