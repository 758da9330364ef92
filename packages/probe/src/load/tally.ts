import type { Backends } from './backends.ts';
import type { CookieRules } from './cookies/cookie-rules.ts';
import { Latencies } from './latency.ts';
import type { LoadReport } from './load-report.ts';
import type { ResponseHead } from './response/response-head.ts';
import type { Session } from './session.ts';

type Tallied = Pick<LoadReport, 'answers' | 'latency' | 'backends' | 'cookies' | 'statuses' | 'failures'> & {
  readonly sessions: Omit<LoadReport['sessions'], 'count'>;
};

/** Counts what comes of the requests of a load, and moves each session to its new home. */
export class Tally {
  answers = 0;
  failures = 0;
  moved = 0;
  readonly #backends: Backends;
  readonly #rules: CookieRules;
  readonly #latencies = new Latencies();
  readonly #statuses = new Map<number, number>();
  readonly #failures = new Map<string, number>();
  #compared = 0;
  #moves = 0;
  #movesAfterExpiry = 0;
  #mostMoves = 0;
  #set = 0;
  #kept = 0;
  #sent = 0;
  #judged = 0;
  #honoured = 0;

  constructor(backends: Backends, rules: CookieRules) {
    this.#backends = backends;
    this.#rules = rules;
  }

  /** @param took milliseconds; @param now by `Date.now()` */
  answered(session: Session, head: ResponseHead, body: string, took: number, now: number): void {
    this.answers += 1;
    this.#latencies.record(took);
    const { status, setCookie } = head;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (session.cookie !== '') this.#sent += 1;
    if (status < 200 || status > 299) this.failed(status >= 300 && status < 400 ? 'redirect' : 'bad-status');
    else this.#meet(session, this.#backends.find(head, body));
    if (setCookie.length > 0) {
      this.#set += setCookie.length;
      this.#kept += session.jar.store(setCookie, this.#rules, now);
      session.hadCookie ||= session.jar.header(now) !== '';
    }
  }

  failed(code: string): void {
    this.failures += 1;
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1);
  }

  /** The failure that came most often. */
  get worstFailure(): string | undefined {
    return [...this.#failures].toSorted(([, one], [, other]) => other - one)[0]?.[0];
  }

  summary(): Tallied {
    const latency = this.#latencies.summary();
    return {
      answers: this.answers,
      ...(latency && { latency }),
      backends: Object.fromEntries(
        this.#backends.all.map(({ name, answers, sessions }) => [name, { answers, sessions }]),
      ),
      sessions: {
        compared: this.#compared,
        moved: this.moved,
        moves: this.#moves,
        movesAfterExpiry: this.#movesAfterExpiry,
        mostMoves: this.#mostMoves,
      },
      cookies: {
        set: this.#set,
        refused: this.#set - this.#kept,
        sent: this.#sent,
        judged: this.#judged,
        honoured: this.#honoured,
      },
      statuses: Object.fromEntries(this.#statuses),
      failures: Object.fromEntries(this.#failures),
    };
  }

  #meet(session: Session, number: number): void {
    const backend = this.#backends.all[number];
    if (backend === undefined) {
      this.failed('no-identity');
      return;
    }
    backend.answers += 1;
    const { home } = session;
    session.home = number;
    if (home < 0) backend.sessions += 1;
    else this.#compare(session, home === number);
  }

  #compare(session: Session, isHome: boolean): void {
    if (!session.isCompared) this.#compared += 1;
    session.isCompared = true;
    const isWithCookie = session.cookie !== '';
    if (isWithCookie) this.#judged += 1;
    if (isHome) {
      if (isWithCookie) this.#honoured += 1;
      return;
    }
    if (session.moves === 0) this.moved += 1;
    session.moves += 1;
    this.#moves += 1;
    if (!isWithCookie && session.hadCookie) this.#movesAfterExpiry += 1;
    this.#mostMoves = Math.max(this.#mostMoves, session.moves);
  }
}
