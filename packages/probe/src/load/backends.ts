import type { ReadIdentity } from '../identity/answer.ts';
import type { ResponseHead } from './response/response-head.ts';

/** A route has a few; what names more of them names requests. */
const mostBackends = 1_000;
/** Bodies that were seen, and not longer than this many bytes: a backend that names itself says the same each time. */
const mostBodies = 1_000;
const longestBody = 4 * 1024;

export interface Backend {
  readonly name: string;
  answers: number;
  sessions: number;
}

/** Who gave the answers, numbered from 0 in the order in which they are met. */
export class Backends {
  readonly all: Backend[] = [];
  readonly #identify: ReadIdentity;
  readonly #isInBody: boolean;
  readonly #byName = new Map<string, number>();
  readonly #byBody = new Map<string, number>();
  readonly #byHead = new WeakMap<ResponseHead, number>();

  /** @param isInBody whether `identify` looks at the body alone; else it looks at the head alone */
  constructor(identify: ReadIdentity, isInBody: boolean) {
    this.#identify = identify;
    this.#isInBody = isInBody;
  }

  /** The number of the backend that gave a response; -1 when the response does not say, or names too many. */
  find(head: ResponseHead, body: string): number {
    const known = this.#isInBody ? this.#byBody.get(body) : this.#byHead.get(head);
    if (known !== undefined) return known;
    const number = this.#identified(head, body);
    if (!this.#isInBody) this.#byHead.set(head, number);
    else if (body.length <= longestBody) {
      if (this.#byBody.size >= mostBodies) this.#byBody.clear();
      // A copy: a part of a string keeps the whole of it alive.
      this.#byBody.set(Buffer.from(body, 'latin1').toString('latin1'), number);
    }
    return number;
  }

  #identified({ status, fields, setCookie }: ResponseHead, body: string): number {
    const name = this.#identify({ status, fields, setCookie, body: Buffer.from(body, 'latin1') });
    if (name === undefined) return -1;
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    if (this.all.length >= mostBackends) return -1;
    this.#byName.set(name, this.all.length);
    return this.all.push({ name, answers: 0, sessions: 0 }) - 1;
  }
}
