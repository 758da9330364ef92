import type { AccessTry } from '../../access-log/access-entry.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import { checkFields } from './check-route.ts';
import type { PodFailure } from './pod-connection.ts';
import type { Choice, Field, Forwarding, RetryCause } from './route.ts';

/** Methods that are not sent a second time once they were sent, as nginx has it. */
const NON_IDEMPOTENT: ReadonlySet<string> = new Set(['POST', 'LOCK', 'PATCH']);

/** The tries of one request: the pods it has met, and whether it may meet another one. */
export class Tries {
  readonly #forwarding: Forwarding;
  readonly #isIdempotent: boolean;
  readonly #begun = performance.now();
  readonly #failed: ServiceEndpoint[] = [];
  readonly #choices: Choice[] = [];
  readonly #failures: (string | undefined)[] = [];
  /** Those on a kept connection that turned out to be closed do not count, as in nginx. */
  #uncounted = 0;

  constructor(forwarding: Forwarding, method: string) {
    this.#forwarding = forwarding;
    this.#isIdempotent = !NON_IDEMPOTENT.has(method);
  }

  get count(): number {
    return this.#choices.length;
  }

  get last(): Choice | undefined {
    return this.#choices.at(-1);
  }

  /** Chooses a pod for the next try. Undefined when there is none. */
  next(): Choice | undefined {
    const choice = this.#forwarding.choose(this.#failed);
    checkFields(choice?.fields ?? []);
    if (choice !== undefined) this.#choices.push(choice);
    return choice;
  }

  /** The last try gave no answer that counts. */
  failed({ failure, isStale = false }: Pick<PodFailure, 'failure'> & Partial<PodFailure>): void {
    const last = this.#choices.at(-1);
    if (last === undefined) return;
    this.#failures[this.#choices.length - 1] = failure;
    this.#failed.push(last.endpoint);
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
    const first = this.#choices.findLastIndex(({ replacesFields = false }) => replacesFields);
    for (const choice of this.#choices.slice(Math.max(first, 0))) fields.push(...(choice.fields ?? []));
  }

  /** A field that the last choice gives its answer. */
  get newField(): Field | undefined {
    return this.#choices.findLast(({ fields }) => fields !== undefined)?.fields?.[0];
  }

  forLog(): AccessTry[] {
    return this.#choices.map(({ endpoint, reason }, index) => {
      const failure = this.#failures[index];
      const pod = endpoint.pod ?? `${endpoint.ip}:${endpoint.port}`;
      return failure === undefined ? { pod, reason } : { pod, reason, failure };
    });
  }
}
