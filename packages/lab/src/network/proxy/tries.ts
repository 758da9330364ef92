import type { ServiceEndpoint } from '../endpoints.ts';
import { checkFields } from './check-route.ts';
import type { PodFailure } from './pod-connection.ts';
import type { Choice, Field, Forwarding, RetryCause } from './route.ts';

/** Methods that are not sent a second time once they were sent, as nginx has it. */
const NON_IDEMPOTENT: ReadonlySet<string> = new Set(['POST', 'LOCK', 'PATCH']);

/** A pod that a request has met. */
export interface MadeTry {
  readonly choice: Choice;
  /** Why it gave no answer that counts. */
  failure: string | undefined;
}

/** The tries of one request: the pods it has met, and whether it may meet another one. */
export class Tries {
  readonly #forwarding: Forwarding;
  readonly #isIdempotent: boolean;
  readonly #begun = performance.now();
  readonly #failed: ServiceEndpoint[] = [];
  readonly #made: MadeTry[] = [];
  /** Those on a kept connection that turned out to be closed do not count, as in nginx. */
  #uncounted = 0;

  constructor(forwarding: Forwarding, method: string) {
    this.#forwarding = forwarding;
    this.#isIdempotent = !NON_IDEMPOTENT.has(method);
  }

  get count(): number {
    return this.#made.length;
  }

  get last(): Choice | undefined {
    return this.#made.at(-1)?.choice;
  }

  /** In order. */
  get made(): readonly MadeTry[] {
    return this.#made;
  }

  /** Chooses a pod for the next try. Undefined when there is none. */
  next(): Choice | undefined {
    const choice = this.#forwarding.choose(this.#failed);
    if (choice === undefined) return undefined;
    if (choice.fields !== undefined) checkFields(choice.fields);
    this.#made.push({ choice, failure: undefined });
    return choice;
  }

  /** The last try gave no answer that counts. */
  failed({ failure, isStale = false }: Pick<PodFailure, 'failure'> & Partial<PodFailure>): void {
    const last = this.#made.at(-1);
    if (last === undefined) return;
    last.failure = failure;
    this.#failed.push(last.choice.endpoint);
    if (isStale) this.#uncounted += 1;
  }

  /**
   * Whether there may be another try after one that ended so.
   *
   * @param isSent some of the request reached the pod
   * @param isBodyGone some of the body was sent and is not kept
   */
  mayFollow(cause: RetryCause, isSent: boolean, isBodyGone: boolean): boolean {
    const { on, most, within, nonIdempotent } = this.#forwarding.retry;
    if (!on.has(cause) || isBodyGone) return false;
    if (isSent && !this.#isIdempotent && !nonIdempotent) return false;
    if (most !== 0 && this.count - this.#uncounted >= most) return false;
    return within === 0 || performance.now() - this.#begun < within;
  }

  /** What the choices add to the answer: a failed one leaves its cookie before that of the next, as in ingress-nginx. */
  addTo(fields: Field[]): void {
    const before = fields.length;
    for (const { choice } of this.#made) {
      if (choice.replacesFields === true) fields.length = before;
      if (choice.fields !== undefined) fields.push(...choice.fields);
    }
  }
}
