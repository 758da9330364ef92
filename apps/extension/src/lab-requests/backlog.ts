import { type GapRow, MOST_ROWS, type Row } from './protocol.ts';

/** The newest rows, and how far the panel has them. A panel that is behind by more misses those between. */
export class Backlog {
  readonly #gap: (count: number) => GapRow;
  #rows: Row[] = [];
  /** How many of all there ever were are no longer kept. */
  #forgotten = 0;
  /** How many of all there ever were the panel has, or misses. */
  #taken = 0;

  /** `gap` tells the panel how many it misses. */
  constructor(gap: (count: number) => GapRow) {
    this.#gap = gap;
  }

  add(row: Row): void {
    this.#rows.push(row);
    // Cut rarely and in one go: there may be thousands a second.
    if (this.#rows.length < 2 * MOST_ROWS) return;
    this.#rows = this.#rows.slice(-MOST_ROWS);
    this.#forgotten += MOST_ROWS;
  }

  /** The next rows that the panel does not have, at most `most`, and one for a gap. */
  take(most: number): readonly Row[] {
    const oldest = this.#forgotten + Math.max(0, this.#rows.length - MOST_ROWS);
    const missed = Math.max(0, oldest - this.#taken);
    const start = this.#taken + missed - this.#forgotten;
    const rows = this.#rows.slice(start, start + most);
    this.#taken += missed + rows.length;
    return missed > 0 ? [this.#gap(missed), ...rows] : rows;
  }

  get isEmpty(): boolean {
    return this.#taken === this.#forgotten + this.#rows.length;
  }

  /** The panel is a new one: it has nothing, and misses nothing. */
  rewind(): void {
    this.#taken = this.#forgotten + Math.max(0, this.#rows.length - MOST_ROWS);
  }

  clear(): void {
    this.#rows = [];
    this.#forgotten = 0;
    this.#taken = 0;
  }
}
