import { setTimeout as delay } from 'node:timers/promises';
import type { AccessEntry } from './access-entry.ts';
import { type AccessFilter, matches } from './access-filter.ts';

/** How many entries a lab keeps for those who ask later. */
const KEPT = 1_000;

/**
 * How much a reader gets at a time, and how long the next part waits, in milliseconds. To put an entry into words costs as
 * much as a good part of a request, in the process that serves the requests: together these bound it, at 25,000 entries a
 * second for each reader.
 */
const PART = 250;
const PAUSE_MS = 10;

export interface ReadOptions {
  /** How many of those that are there already; default all that are kept. */
  readonly tail?: number | undefined;
  /** Also those to come, until the signal aborts. */
  readonly follow: boolean;
  readonly filter?: AccessFilter;
  readonly signal: AbortSignal;
}

/** Some entries in their order, one of the two possibly none. */
export interface AccessPart {
  /** How many the log had forgotten, before these, when the reader came for them. */
  readonly leftOut: number;
  readonly entries: readonly AccessEntry[];
}

/**
 * What became of each request and connection: the last ones, and those to come for whoever follows. Readers come for the
 * entries themselves and nothing is kept for them, so one that is slow costs no memory, and misses some.
 */
export class AccessLog {
  /** A ring: entry `n`, counted from the first one, is at `n % KEPT`; as it was recorded until somebody asks for it. */
  readonly #ring: (AccessEntry | (() => AccessEntry))[] = [];
  #recorded = 0;
  readonly #waiting = new Set<() => void>();

  /** Runs once a request, so `entry` puts into words what happened only if somebody wants to know. */
  record(entry: () => AccessEntry): void {
    this.#ring[this.#recorded % KEPT] = entry;
    this.#recorded += 1;
    if (this.#waiting.size > 0) for (const wake of [...this.#waiting]) wake();
  }

  /** The last ones, at most `count`, oldest first. */
  last(count = KEPT): readonly AccessEntry[] {
    return this.#slice(Math.max(this.#oldest, this.#recorded - count), this.#recorded);
  }

  /** Entries, oldest first. Never throws: it is over when they are, and with `follow` when the signal aborts. */
  async *read({ tail = KEPT, follow, filter = {}, signal }: ReadOptions): AsyncGenerator<AccessPart> {
    const end = follow ? Number.POSITIVE_INFINITY : this.#recorded;
    let next = this.#startOf(tail, filter);
    while (!signal.aborted && next < end) {
      if (next === this.#recorded) await this.#nextEntry(signal);
      const start = Math.min(Math.max(next, this.#oldest), end);
      const leftOut = start - next;
      next = Math.min(start + PART, this.#recorded, end);
      const entries = this.#slice(start, next).filter((entry) => matches(entry, filter));
      if (entries.length > 0 || leftOut > 0) yield { leftOut, entries };
      await delay(PAUSE_MS);
    }
  }

  get #oldest(): number {
    return Math.max(0, this.#recorded - KEPT);
  }

  #slice(start: number, end: number): readonly AccessEntry[] {
    return Array.from({ length: Math.max(0, end - start) }, (_, index) => this.#at((start + index) % KEPT));
  }

  #at(place: number): AccessEntry {
    const recorded = this.#ring[place];
    if (recorded === undefined) throw new RangeError(`the access log has no entry at ${place}`);
    if (typeof recorded !== 'function') return recorded;
    const entry = recorded();
    const told = { ...entry, milliseconds: toMicrosecond(entry.milliseconds) };
    this.#ring[place] = told;
    return told;
  }

  /** Number of the entry that begins the last `tail` of those that match. */
  #startOf(tail: number, filter: AccessFilter): number {
    if (tail === 0) return this.#recorded;
    const found = this.last().flatMap((entry, index) => (matches(entry, filter) ? [this.#oldest + index] : []));
    return found.at(-tail) ?? found[0] ?? this.#recorded;
  }

  #nextEntry(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }
}

/** What the clock adds behind that is noise. */
function toMicrosecond(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
