import type { ReadIdentity } from '../identity/answer.ts';
import type { ResponseHead } from './response/response-head.ts';

/** A route has a few; what names more of them names requests. */
const mostBackends = 1_000;
/** Bodies that were seen, and not longer than this many bytes: a backend that names itself says the same each time. */
const mostBodies = 1_000;
const longestBody = 4 * 1024;

type NumbersByBody = Map<string, number>;

export interface Backend {
  readonly name: string;
  answers: number;
  sessions: number;
}

/** Who gave the answers, numbered from 0 in the order in which they are met. */
export class Backends {
  readonly all: Backend[] = [];
  readonly #identify: ReadIdentity;
  readonly #byName = new Map<string, number>();
  readonly #byBody: NumbersByBody = new Map();
  readonly #byHead: WeakMap<ResponseHead, NumbersByBody> | undefined;

  /** @param isInBody whether `identify` looks at the body alone */
  constructor(identify: ReadIdentity, isInBody: boolean) {
    this.#identify = identify;
    this.#byHead = isInBody ? undefined : new WeakMap();
  }

  /** The number of the backend that gave a response; -1 when the response does not say, or names too many. */
  find(head: ResponseHead, body: string): number {
    const known = this.#numbers(head);
    const number = known.get(body);
    if (number !== undefined) return number;
    const { status, fields, setCookie } = head;
    const name = this.#identify({ status, fields, setCookie, body: Buffer.from(body, 'latin1') });
    const found = name === undefined ? -1 : this.#numberOf(name);
    if (body.length <= longestBody) {
      if (known.size >= mostBodies) known.clear();
      // A copy: a part of a string keeps the whole of it alive.
      known.set(Buffer.from(body, 'latin1').toString('latin1'), found);
    }
    return found;
  }

  #numbers(head: ResponseHead): NumbersByBody {
    if (this.#byHead === undefined) return this.#byBody;
    const known = this.#byHead.get(head);
    if (known !== undefined) return known;
    const numbers: NumbersByBody = new Map();
    this.#byHead.set(head, numbers);
    return numbers;
  }

  #numberOf(name: string): number {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    if (this.all.length >= mostBackends) return -1;
    this.#byName.set(name, this.all.length);
    return this.all.push({ name, answers: 0, sessions: 0 }) - 1;
  }
}
