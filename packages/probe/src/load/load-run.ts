import { type LineEvents, type LineParts, LoadLine } from './load-line.ts';
import type { ParsedLoadOptions } from './load-options.ts';
import type { Pace } from './pace.ts';
import { Queue } from './queue.ts';
import type { RequestText } from './request-text.ts';
import type { ResponseHead } from './response/response-head.ts';
import type { Tally } from './tally.ts';

/** Milliseconds between two looks at the clock, where it decides who asks, and where it decides only who was too slow. */
const fineTick = 1;
const coarseTick = 10;
/** Milliseconds that a line waits after a failure, doubled with each in a row up to the longest: who is down is not flooded. */
const shortestRest = 10;
const longestRest = 1_000;
/** So many failures before the first answer, and no answer is to be expected. */
const hopelessFailures = 20;

export interface RunParts {
  readonly options: ParsedLoadOptions;
  readonly line: Omit<LineParts, 'events'>;
  readonly text: RequestText;
  readonly pace: Pace;
  readonly tally: Tally;
  /** Called every few milliseconds. */
  readonly onTick: (now: number) => void;
}

/** How a run ended. `hopeless`: every request failed. */
export type Ending = 'done' | 'interrupted' | 'hopeless';

/** Keeps every line busy with the session that the pace gives it, until there is no more to do. */
export class LoadRun implements LineEvents {
  readonly lines: readonly LoadLine[];
  /** By `performance.now()`. */
  readonly begunAt: number;
  requests = 0;
  /** By `performance.now()`. */
  endedAt: number;
  readonly #parts: RunParts;
  readonly #free = new Queue<LoadLine>();
  readonly #resting = new Set<{ readonly line: LoadLine; readonly until: number }>();
  readonly #endsAt: number;
  /** What `performance.now()` lacks to `Date.now()`. */
  readonly #epoch: number;
  readonly #ended = Promise.withResolvers<Ending>();
  #checkedAt = 0;
  #onTheWay = 0;
  #isOver = false;

  constructor(parts: RunParts, now: number) {
    this.#parts = parts;
    this.begunAt = now;
    this.endedAt = now;
    this.#endsAt = now + parts.options.duration;
    this.#epoch = Date.now() - now;
    this.lines = Array.from({ length: parts.options.connections }, () => new LoadLine({ ...parts.line, events: this }));
    for (const line of this.lines) this.#free.push(line);
  }

  /** Begins to ask, and resolves when all is closed again. Rejects for a fault of our own alone. */
  async untilEnded(signal: AbortSignal | undefined): Promise<Ending> {
    const interrupt = () => this.#ended.resolve('interrupted');
    const every = this.#parts.pace.isTimed ? fineTick : coarseTick;
    const timer = setInterval(() => this.#tick(performance.now()), every);
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      if (signal?.aborted) return 'interrupted';
      this.#tick(this.begunAt);
      return await this.#ended.promise;
    } finally {
      this.#isOver = true;
      this.endedAt = performance.now();
      signal?.removeEventListener('abort', interrupt);
      clearInterval(timer);
      for (const line of this.lines) line.close();
    }
  }

  answered(line: LoadLine, head: ResponseHead, body: string, now: number): void {
    const { tally, pace } = this.#parts;
    const { session, dueAt } = line;
    if (session === undefined) return;
    tally.answered(session, head, body, now - dueAt, now + this.#epoch);
    if (line.hasExcess) tally.failed('excess-bytes');
    this.#free.push(line);
    pace.rest(session, now);
    this.#onTheWay -= 1;
    this.#begin(now);
  }

  failed(line: LoadLine, code: string, now: number): void {
    const { tally, pace } = this.#parts;
    tally.failed(code);
    if (tally.answers === 0 && tally.failures >= hopelessFailures) this.#ended.resolve('hopeless');
    this.#resting.add({ line, until: now + Math.min(longestRest, shortestRest * 2 ** (line.failures - 1)) });
    if (line.session !== undefined) pace.rest(line.session, now);
    this.#onTheWay -= 1;
    this.#begin(now);
  }

  broke(error: unknown): void {
    this.#ended.reject(error);
  }

  /** Gives the lines that are free to the sessions that may ask. */
  #begin(now: number): void {
    if (this.#isOver) return;
    const { options, pace, text } = this.#parts;
    const mayBegin = now < this.#endsAt;
    while (mayBegin && this.requests < options.requests && this.#free.length > 0) {
      const session = pace.take(now);
      if (session === undefined) return;
      this.requests += 1;
      this.#onTheWay += 1;
      this.#free.shift()?.send(session.request(text, now + this.#epoch), session, pace.dueAt, now);
    }
    if (this.#onTheWay === 0 && (!mayBegin || this.requests >= options.requests)) this.#end();
  }

  #end(): void {
    this.#ended.resolve(this.#parts.tally.answers === 0 && this.requests > 0 ? 'hopeless' : 'done');
  }

  #tick(now: number): void {
    try {
      if (now - this.#checkedAt >= coarseTick) this.#check(now);
      this.#parts.onTick(now);
      this.#begin(now);
    } catch (error) {
      this.broke(error);
    }
  }

  #check(now: number): void {
    this.#checkedAt = now;
    for (const line of this.lines) line.checkTime(now);
    for (const resting of this.#resting) {
      if (resting.until > now) continue;
      this.#resting.delete(resting);
      this.#free.push(resting.line);
    }
  }
}
