import { randomUUID } from 'node:crypto';

/** One visit, counted. */
export interface Visit {
  /** The session's id, to be kept by the client: an own one when `known` did not lead to a session. */
  readonly session: string;
  /** How often this session was here, this time included. */
  readonly visits: number;
}

/** Sessions in memory, as many apps keep them: they are lost with the process, and no other pod has them. */
export class VisitCounter {
  readonly #visits = new Map<string, number>();
  readonly #limit: number;

  /** @param limit Sessions kept at most; the one not seen for longest goes first. */
  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** Counts a visit. An id that is not known here (another pod's, or made up) is not taken over: a new session starts. */
  count(known: string | undefined): Visit {
    const before = known === undefined ? undefined : this.#visits.get(known);
    const session = known === undefined || before === undefined ? randomUUID() : known;
    const visits = (before ?? 0) + 1;
    // A Map keeps the order of insertion, so deleting first makes this session the youngest.
    this.#visits.delete(session);
    this.#visits.set(session, visits);
    for (const oldest of this.#visits.keys()) {
      if (this.#visits.size <= this.#limit) break;
      this.#visits.delete(oldest);
    }
    return { session, visits };
  }
}
