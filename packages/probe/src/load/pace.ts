import { type Random, seeded } from '../random.ts';
import type { ParsedLoadOptions } from './load-options.ts';
import { Queue } from './queue.ts';
import { Session } from './session.ts';

/** Milliseconds by which a rate may be behind: who was down for long is not flooded with all that was due meanwhile. */
const mostBehind = 1_000;

/**
 * Says who asks next, and when. Who: a lot decides among those that wait for nothing. For a router that serves in turns
 * would show sessions that ask in turns the same backend each time.
 */
export class Pace {
  /** When the request of the session that was taken last was due, by `performance.now()`. */
  dueAt = 0;
  /** Requests that were due by the rate, and given up because it was too far behind. */
  skipped = 0;
  readonly #idle: Session[];
  readonly #resting = new Queue<Session>();
  readonly #thinkTime: number;
  /** Milliseconds between two requests; 0 for as fast as answers come. */
  readonly #interval: number;
  readonly #random: Random;
  #nextAt: number;

  constructor({ sessions, thinkTime, rate, seed }: ParsedLoadOptions, now: number) {
    this.#idle = Array.from({ length: sessions }, () => new Session());
    this.#thinkTime = thinkTime;
    this.#interval = 1_000 / rate;
    this.#random = seeded(seed);
    this.#nextAt = now;
  }

  /** Whether somebody may ask only when some time has passed, and not just when an answer has come. */
  get isTimed(): boolean {
    return this.#interval > 0 || this.#thinkTime > 0;
  }

  /** Takes a session that may ask now; undefined when none may. It comes back by `rest`. */
  take(now: number): Session | undefined {
    if (this.#interval > 0 && this.#nextAt > now) return undefined;
    this.#skip(now);
    this.#wake(now);
    const last = this.#idle.length - 1;
    if (last < 0) return undefined;
    const drawn = Math.floor(this.#random() * (last + 1));
    const session = this.#idle[drawn];
    const other = this.#idle.pop();
    if (drawn < last && other !== undefined) this.#idle[drawn] = other;
    this.dueAt = this.#interval > 0 ? this.#nextAt : now;
    this.#nextAt += this.#interval;
    return session;
  }

  rest(session: Session, now: number): void {
    if (this.#thinkTime === 0) {
      this.#idle.push(session);
      return;
    }
    session.restsUntil = now + this.#thinkTime;
    this.#resting.push(session);
  }

  #skip(now: number): void {
    const behind = Math.floor((now - this.#nextAt - mostBehind) / this.#interval);
    if (this.#interval === 0 || behind <= 0) return;
    this.skipped += behind;
    this.#nextAt += behind * this.#interval;
  }

  #wake(now: number): void {
    for (
      let first = this.#resting.peek();
      first !== undefined && first.restsUntil <= now;
      first = this.#resting.peek()
    ) {
      this.#resting.shift();
      this.#idle.push(first);
    }
  }
}
