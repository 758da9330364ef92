import { MOST_ROWS, type Row } from '../src/lab-requests/protocol.ts';
import { rowElement } from './row-element.ts';
import { matches } from './row-text.ts';

/** The rows of the table, newest first: those that match the filter, as they were when the table was paused. */
export class RequestTable {
  readonly #body: HTMLTableSectionElement;
  /** Oldest first. */
  #rows: readonly Row[] = [];
  /** How many of the newest wait until the table is no longer paused. */
  #waiting = 0;
  #isPaused = false;
  #filter = '';

  constructor(body: HTMLTableSectionElement) {
    this.#body = body;
  }

  add(rows: readonly Row[]): void {
    this.#rows = [...this.#rows, ...rows].slice(-MOST_ROWS);
    if (this.#isPaused) this.#waiting = Math.min(this.#rows.length, this.#waiting + rows.length);
    else this.#prepend(rows);
  }

  clear(): void {
    this.#rows = [];
    this.#waiting = 0;
    this.#body.replaceChildren();
  }

  filter(text: string): void {
    this.#filter = text;
    this.#draw();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    if (isPaused) return;
    this.#waiting = 0;
    this.#draw();
  }

  get total(): number {
    return this.#rows.length;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get shown(): number {
    return this.#body.childElementCount;
  }

  #draw(): void {
    this.#body.replaceChildren();
    this.#prepend(this.#rows.slice(0, this.#rows.length - this.#waiting));
  }

  #prepend(rows: readonly Row[]): void {
    const wanted = rows.filter((row) => matches(row, this.#filter)).reverse();
    this.#body.prepend(...wanted.map(rowElement));
    while (this.#body.childElementCount > MOST_ROWS) this.#body.lastElementChild?.remove();
  }
}
