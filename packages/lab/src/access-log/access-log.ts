import type { AccessEntry } from './access-entry.ts';

/** How many entries a lab keeps for those who ask later. */
const KEPT = 1_000;

/** What became of each request and connection: the last ones, and those to come for whoever follows. */
export class AccessLog {
  readonly #entries: AccessEntry[] = [];
  readonly #followers = new Set<(entry: AccessEntry) => void>();

  record(entry: AccessEntry): void {
    this.#entries.push(entry);
    // Cut rarely and in one go: this runs once a request.
    if (this.#entries.length >= 2 * KEPT) this.#entries.splice(0, this.#entries.length - KEPT);
    for (const follower of this.#followers) follower(entry);
  }

  /** The last ones, at most `count`, oldest first. */
  last(count = KEPT): readonly AccessEntry[] {
    return count === 0 ? [] : this.#entries.slice(-Math.min(count, KEPT));
  }

  /** Calls back for every entry from now on, until the returned function is called. */
  follow(follower: (entry: AccessEntry) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
