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

  /** Lines without their line breaks. */
  async *read({ follow, tailLines, timestamps, signal }: LogOptions): AsyncGenerator<string> {
    const show = ({ time, text }: Line) => (timestamps ? `${time} ${text}` : text);
    // Listening begins before the first line is handed out, so that none is lost in between.
    const fresh = follow ? this.#follow(signal) : undefined;
    const kept =
      tailLines === undefined ? [...this.#lines] : this.#lines.slice(Math.max(0, this.#lines.length - tailLines));
    for (const line of kept) yield show(line);
    if (fresh !== undefined) for await (const line of fresh) yield show(line);
  }

  #follow(signal: AbortSignal): AsyncIterable<Line> {
    const over = AbortSignal.any([signal, this.#ended.signal]);
    const lines: Line[] = [];
    const add = (line: Line) => lines.push(line);
    this.#emitter.on('line', add);
    const emitter = this.#emitter;
    return (async function* () {
      try {
        for (;;) {
          const line = lines.shift();
          if (line !== undefined) yield line;
          else if (over.aborted) return;
          else await nextLineOrEnd(emitter, over);
        }
      } finally {
        emitter.off('line', add);
      }
    })();
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
    const kept = this.#lines.slice(Math.ceil(this.#lines.length / 10));
    this.#lines = kept;
    this.#characters = kept.reduce((sum, { text }) => sum + text.length, 0);
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
