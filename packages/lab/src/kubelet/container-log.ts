import { EventEmitter } from 'node:events';
import type { LogOptions } from '../api/server.ts';

/** As the kubelet's default for one log file, scaled to a lab: 10 Mi there. */
const MOST_CHARACTERS = 2_000_000;
/** Longer lines are cut into pieces, as the container runtimes do. */
const LONGEST_LINE = 16_384;

interface Line {
  readonly time: string;
  readonly text: string;
}

/** What one run of a container wrote, as lines, the newest ones when it wrote too much. */
export class ContainerLog {
  readonly #emitter = new EventEmitter<{ line: [Line] }>();
  readonly #ended = new AbortController();
  #lines: Line[] = [];
  /** Number of the oldest line that is kept, counted from the first that was written. */
  #first = 0;
  #characters = 0;
  #rest = '';

  constructor() {
    // One listener a follower; there may be many.
    this.#emitter.setMaxListeners(0);
  }

  write(chunk: string): void {
    const pieces = (this.#rest + chunk).split('\n');
    this.#rest = pieces.pop() ?? '';
    for (const piece of pieces) this.#add(piece);
    while (this.#rest.length > LONGEST_LINE) {
      this.#add(this.#rest.slice(0, LONGEST_LINE));
      this.#rest = this.#rest.slice(LONGEST_LINE);
    }
  }

  /** The run is over: followers end when they have read all. */
  end(): void {
    if (this.#rest !== '') this.#add(this.#rest);
    this.#rest = '';
    this.#ended.abort();
  }

  /** Lines without their line breaks. A reader that is slower than the log misses what the log forgets meanwhile. */
  async *read({ follow, tailLines, timestamps, signal }: LogOptions): AsyncGenerator<string> {
    const over = AbortSignal.any([signal, this.#ended.signal]);
    const end = this.#first + this.#lines.length;
    let next = tailLines === undefined ? this.#first : end - tailLines;
    while (!signal.aborted) {
      next = Math.max(next, this.#first);
      const line = follow || next < end ? this.#lines[next - this.#first] : undefined;
      if (line !== undefined) {
        next += 1;
        yield timestamps ? `${line.time} ${line.text}` : line.text;
      } else if (follow && !over.aborted) await nextLineOrEnd(this.#emitter, over);
      else return;
    }
  }

  #add(text: string): void {
    const line = { time: new Date().toISOString().replace('Z', '000000Z'), text };
    this.#lines.push(line);
    this.#characters += text.length;
    if (this.#characters > MOST_CHARACTERS) this.#forgetOldest();
    this.#emitter.emit('line', line);
  }

  /** A tenth at a time: to move the array for each line would cost more than the lines. */
  #forgetOldest(): void {
    const forgotten = Math.ceil(this.#lines.length / 10);
    this.#lines = this.#lines.slice(forgotten);
    this.#first += forgotten;
    this.#characters = this.#lines.reduce((sum, { text }) => sum + text.length, 0);
  }
}

async function nextLineOrEnd(emitter: EventEmitter<{ line: [Line] }>, over: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      emitter.off('line', done);
      over.removeEventListener('abort', done);
      resolve();
    };
    emitter.on('line', done);
    over.addEventListener('abort', done);
  });
}
