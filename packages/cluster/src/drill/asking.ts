import { setTimeout as delay } from 'node:timers/promises';
import { type Clients, openClients, type Sample, type Target } from '@sticky/probe';
import { ClusterError } from '../errors.ts';

/** Milliseconds between rounds. */
const PAUSE = 50;

export interface AskingOptions {
  readonly sessions: number;
  /** What names the pod in an answer, as the probe takes it. */
  readonly identity?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sessions that ask again and again, and what they were answered. */
export class Asking {
  readonly samples: Sample[] = [];
  readonly #clients: Clients;
  readonly #sessions: number;
  readonly #signal: AbortSignal | undefined;

  constructor(target: Target, { sessions, identity, signal }: AskingOptions) {
    this.#clients = openClients(target, { count: sessions, ...(identity !== undefined && { identity }) });
    this.#sessions = sessions;
    this.#signal = signal;
  }

  /** Every session asks once; returns who answered each. @throws ClusterError `aborted` */
  async round(): Promise<ReadonlyMap<number, string>> {
    const asked = Array.from({ length: this.#sessions }, (_, session) => this.#clients.request(session, this.#signal));
    try {
      const samples = await Promise.all(asked);
      this.samples.push(...samples);
      return new Map(
        samples.flatMap(({ session, backend }) => (backend === undefined ? [] : [[session, backend] as const])),
      );
    } catch (error) {
      if (this.#signal?.aborted) throw new ClusterError('aborted', 'The drill was ended.', { cause: error });
      throw error;
    }
  }

  /** Round after round, at least one, until `enough` answers were met or `most` rounds are over; the last answer of each session. */
  async rounds(
    most: number,
    enough: (answers: ReadonlyMap<number, string>) => boolean,
  ): Promise<ReadonlyMap<number, string>> {
    const answers = new Map<number, string>();
    for (let round = 0; round < most && !(round > 0 && enough(answers)); round += 1) {
      for (const [session, backend] of await this.round()) answers.set(session, backend);
    }
    return answers;
  }

  /** Keeps asking while `work` goes on. */
  async during<T>(work: Promise<T>): Promise<T> {
    let working = true;
    const done = work.finally(() => {
      working = false;
    });
    // Its failure is told by the `await` below, after the round that is under way.
    done.catch(() => undefined);
    while (working) {
      await this.round();
      await delay(PAUSE);
    }
    return done;
  }

  close(): Promise<void> {
    return this.#clients.close();
  }
}
