import type { AccessEntry } from '../../access-log/access-entry.ts';
import type { TryFault } from '../../faults/try-fault.ts';
import type { SocketAddress } from '../address-book.ts';
import { checkRoute } from './check-route.ts';
import { answerOfPod, ownAnswer } from './client-answer.ts';
import type { AnswerHead, ClientEvents, ClientSide, SwitchedSide } from './client-side.ts';
import { type ExchangeRecord, entryOf } from './exchange-record.ts';
import { endToEnd, trailersToPass } from './hop-by-hop.ts';
import type { BodyMemory } from './kept-body.ts';
import type { PodConnection, PodEvents, PodFailure } from './pod-connection.ts';
import type { PodPool } from './pod-pool.ts';
import { podRequestHead } from './pod-request.ts';
import type { PodAnswerHead } from './read-answer-head.ts';
import { RequestBody } from './request-body.ts';
import type { Choice, Field, Forwarding, Router } from './route.ts';
import { Tries } from './tries.ts';

/** What exchanges have in common: all of a proxy's. */
export interface ExchangeContext {
  readonly router: Router;
  readonly via: AccessEntry['via'];
  readonly pool: PodPool;
  readonly bodyMemory: BodyMemory;
  resolve(choice: Choice): SocketAddress | undefined;
  faultFor(host: string, choice: Choice): TryFault | undefined;
  /** Calls back once a pod that was cut off can be reached again, unless the returned function is called before. */
  whenReachable(choice: Choice, reachable: () => void): () => void;
  record(entry: () => AccessEntry): void;
  /** Joins two ends that switched protocols, until they are closed. */
  tunnel(client: SwitchedSide, pod: SwitchedSide, idleTimeout: number, closed: () => void): void;
  /** An error of ours, or of a router. */
  failed(error: unknown): void;
}

/** nginx's `proxy_buffer_size` is of ingress-nginx 4k; without a word of the router it is more. */
const MOST_ANSWER_HEAD = 32 * 1024;

/**
 * One request and its answer: asks the router, sends the request to a pod, to another one when that fails, and passes back
 * what the pod says. It does not know which version of HTTP the client speaks.
 */
export class Exchange implements ClientEvents, PodEvents {
  readonly #client: ClientSide;
  readonly #context: ExchangeContext;
  readonly #clock = performance.now();
  #routeName = '';
  #forwarding: Forwarding | undefined;
  #tries: Tries | undefined;
  #body: RequestBody | undefined;
  #pod: PodConnection | undefined;
  /** Of the answer's head, once the client has been sent it. */
  #status: number | undefined;
  #isOver = false;
  /** When the last try began to connect. */
  #tried = 0;
  #totalTimer: NodeJS.Timeout | undefined;
  #tryTimer: NodeJS.Timeout | undefined;
  /** For a pod that is cut off. */
  #stopWaiting: (() => void) | undefined;

  constructor(client: ClientSide, context: ExchangeContext) {
    this.#client = client;
    this.#context = context;
  }

  start(): void {
    this.#attempt(() => this.#route());
  }

  #route(): void {
    const { head, bodyLength } = this.#client;
    const route = this.#context.router.route(head);
    this.#routeName = route.name;
    checkRoute(route);
    if (route.kind === 'reply') {
      this.#answer(route.status, route.fields, route.body);
      return;
    }
    this.#forwarding = route;
    this.#tries = new Tries(route, head.method);
    const body = new RequestBody(this.#client, route.body, this.#context.bodyMemory);
    this.#body = body;
    if (body.isTooLong) {
      this.#answer(413);
      return;
    }
    if (route.timeouts.total !== 0) this.#totalTimer = setTimeout(this.#onTotalTimeout, route.timeouts.total);
    if (bodyLength !== 0 && body.isAwaited) this.#client.resumeBody();
    else this.#try(route);
  }

  // What the client does

  body(part: Buffer): void {
    const body = this.#body;
    if (body === undefined || this.#isOver) return;
    body.take(part);
    if (body.isTooLong) this.#refuseBody(413);
    else if (this.#forwarding !== undefined && this.#tries?.count === 0 && !body.isAwaited) this.#try(this.#forwarding);
  }

  bodyEnd(trailers: readonly Field[]): void {
    const body = this.#body;
    if (body === undefined || this.#forwarding === undefined || this.#isOver) return;
    body.end(trailersToPass(trailers, this.#forwarding.requestEdits));
    if (this.#tries?.count === 0) this.#try(this.#forwarding);
  }

  bodyFailed(status: number): void {
    if (!this.#isOver) this.#refuseBody(status);
  }

  drained(): void {
    this.#pod?.resume();
  }

  gone(): void {
    if (this.#isOver) return;
    this.#tries?.failed({ failure: 'client gone' });
    this.#end(this.#status ?? 499);
  }

  // The tries

  #try(forwarding: Forwarding): void {
    this.#attempt(() => {
      const choice = this.#tries?.next();
      if (choice === undefined) {
        this.#answer(this.#tries?.count === 0 ? 503 : 502);
        return;
      }
      const fault = this.#context.faultFor(this.#client.head.host, choice);
      if (fault === undefined) this.#send(forwarding, choice);
      else this.#strike(forwarding, choice, fault);
    });
  }

  /** Something goes wrong with this try, on purpose. */
  #strike(forwarding: Forwarding, choice: Choice, fault: TryFault): void {
    if (fault.kind === 'latency') {
      this.#tryTimer = setTimeout(() => this.#attempt(() => this.#send(forwarding, choice)), fault.milliseconds);
      return;
    }
    if (fault.kind === 'error') {
      const failed: PodFailure = {
        cause: `http_${fault.status}`,
        failure: 'fault: error',
        isSent: true,
        isStale: false,
      };
      if (this.#mayFollow(failed)) this.#failTry(failed);
      else {
        this.#tries?.failed(failed);
        this.#answer(fault.status);
      }
      return;
    }
    const address = this.#context.resolve(choice);
    // On a connection that is there the request gets away, and nothing comes back.
    const isSent = address !== undefined && this.#context.pool.hasIdle(address);
    const { connect, read } = forwarding.timeouts;
    const wait = isSent ? read : connect;
    const silent = () => this.#failTry({ cause: 'timeout', failure: 'fault: partition', isSent, isStale: false });
    if (wait !== 0) this.#tryTimer = setTimeout(silent, wait);
    // What was lost is sent again, as TCP does.
    this.#stopWaiting = this.#context.whenReachable(choice, () => {
      clearTimeout(this.#tryTimer);
      this.#attempt(() => this.#send(forwarding, choice));
    });
  }

  #send(forwarding: Forwarding, choice: Choice): void {
    const address = this.#context.resolve(choice);
    if (address === undefined) {
      this.#failTry({ cause: 'error', failure: 'refused', isSent: false, isStale: false });
      return;
    }
    const { head, upgrade } = this.#client;
    const framing = this.#body?.framing ?? { kind: 'none', length: 0 };
    const pod = this.#context.pool.take(address);
    this.#pod = pod;
    this.#tried = performance.now();
    if (forwarding.timeouts.backend !== 0) this.#tryTimer = setTimeout(this.#onTryTimeout, forwarding.timeouts.backend);
    pod.send(
      {
        head: podRequestHead({ head, forwarding, upgrade, framing }),
        isHeadMethod: head.method === 'HEAD',
        asksForUpgrade: upgrade !== undefined,
        body: framing.kind,
        timeouts: forwarding.timeouts,
        mostAnswerHead: forwarding.mostAnswerHead ?? MOST_ANSWER_HEAD,
      },
      this,
    );
  }

  #mayFollow({ cause, isSent }: PodFailure): boolean {
    return this.#tries?.mayFollow(cause, isSent, this.#body?.isGone === true) === true;
  }

  #failTry(failed: PodFailure): void {
    this.#leavePod();
    this.#tries?.failed(failed);
    const forwarding = this.#forwarding;
    if (forwarding === undefined || !this.#mayFollow(failed)) {
      this.#answer(failed.cause === 'timeout' ? 504 : 502);
      return;
    }
    const { backoff = 0 } = forwarding.retry;
    if (backoff === 0) this.#try(forwarding);
    else this.#tryTimer = setTimeout(() => this.#try(forwarding), backoff);
  }

  readonly #onTryTimeout = () => {
    this.#failTry({ cause: 'timeout', failure: 'timeout', isSent: this.#pod?.isRequestBegun === true, isStale: false });
  };

  readonly #onTotalTimeout = () => {
    this.#tries?.failed({ failure: 'timeout' });
    this.#answer(504);
  };

  // What the pod says

  podReady(): void {
    if (this.#pod !== undefined) this.#body?.sendTo(this.#pod);
  }

  podDrained(): void {
    this.#body?.drained();
  }

  podInformed(head: PodAnswerHead): void {
    // 100 is said to the client by its own side.
    if (head.status !== 100) this.#client.sendInformational(head.status, endToEnd(head.fields));
  }

  podAnswered(head: PodAnswerHead, hasBody: boolean): void {
    clearTimeout(this.#tryTimer);
    if (head.status >= 400) {
      const cause = `http_${head.status}` as const;
      const failed: PodFailure = { cause, failure: cause, isSent: true, isStale: false };
      if (this.#mayFollow(failed)) {
        this.#failTry(failed);
        return;
      }
    }
    if (this.#forwarding === undefined || this.#tries === undefined) return;
    this.#sendHead(answerOfPod(head, hasBody, this.#forwarding, this.#tries));
  }

  podBody(part: Buffer): void {
    if (!this.#client.sendBody(part)) this.#pod?.pause();
  }

  podRead(): void {
    this.#client.flush();
  }

  podEnded(trailers: readonly Field[]): void {
    this.#pod = undefined;
    this.#finish(trailersToPass(trailers));
  }

  podFailed(failed: PodFailure): void {
    this.#pod = undefined;
    if (this.#status === undefined) {
      this.#failTry(failed);
      return;
    }
    this.#tries?.failed(failed);
    this.#breakOff();
  }

  podSwitched(head: PodAnswerHead, pod: SwitchedSide): void {
    this.#pod = undefined;
    clearTimeout(this.#tryTimer);
    clearTimeout(this.#totalTimer);
    const forwarding = this.#forwarding;
    if (forwarding === undefined || this.#tries === undefined) return;
    const { fields } = answerOfPod(head, false, forwarding, this.#tries);
    const upgrade = head.fields.value('upgrade');
    this.#status = 101;
    const client = this.#client.switchProtocols(upgrade === undefined ? fields : [...fields, ['Upgrade', upgrade]]);
    // A tunnel may be open for days: it keeps no more of the exchange than what is said of it at its end.
    const record = this.#record(101);
    this.#isOver = true;
    this.#context.tunnel(client, pod, forwarding.timeouts.read, whenClosed(this.#context, record, this.#tries.last));
  }

  // The end

  #sendHead(head: AnswerHead): void {
    this.#status = head.status;
    this.#client.sendHead(head);
  }

  /** Answers with what no pod has said; or breaks off what one has begun to say. */
  #answer(status: number, fields: readonly Field[] = [], body?: string): void {
    if (this.#isOver) return;
    if (this.#status !== undefined) {
      this.#breakOff();
      return;
    }
    this.#leavePod();
    const all = [...fields, ...(this.#forwarding?.errorFields ?? [])];
    this.#tries?.addTo(all);
    const own = ownAnswer(status, all, this.#client.head.method, body);
    this.#sendHead(own.head);
    if (!own.head.isBodiless) this.#client.sendBody(own.body);
    this.#finish([]);
  }

  /** The body cannot be had, or not be let through: what the pod has got of it is of no use. */
  #refuseBody(status: number): void {
    if (this.#pod !== undefined) this.#tries?.failed({ failure: 'request broken off' });
    this.#answer(status);
  }

  #finish(trailers: readonly Field[]): void {
    if (this.#isOver) return;
    this.#end(this.#status ?? 0);
    this.#client.sendEnd(trailers);
  }

  #breakOff(): void {
    if (this.#isOver) return;
    this.#end(this.#status ?? 0);
    this.#client.abort();
  }

  /** What happens on its own, by a timer or by a fault that ends, has nobody else to hear of an error of ours. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#context.failed(error);
      this.#answer(500);
    }
  }

  #leavePod(): void {
    clearTimeout(this.#tryTimer);
    this.#stopWaiting?.();
    this.#body?.leavePod();
    this.#pod?.destroy();
    this.#pod = undefined;
  }

  /** Lets go of all that the exchange holds, and tells the log. */
  #end(status: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#totalTimer);
    this.#leavePod();
    this.#body?.drop();
    this.#tries?.last?.observe?.(performance.now() - this.#tried);
    const record = this.#record(status);
    this.#context.record(() => entryOf(record));
  }

  #record(status: number): ExchangeRecord {
    const milliseconds = performance.now() - this.#clock;
    const { method, host, target } = this.#client.head;
    return {
      via: this.#context.via,
      route: this.#routeName,
      begun: Date.now() - milliseconds,
      milliseconds,
      method,
      host,
      target,
      status,
      session: this.#forwarding?.session,
      tries: this.#tries?.made ?? [],
    };
  }
}

/** Tells the log, and who chose the pod, when a tunnel has ended. */
function whenClosed(context: ExchangeContext, record: ExchangeRecord, choice: Choice | undefined): () => void {
  const opened = performance.now();
  return () => {
    const milliseconds = performance.now() - opened;
    choice?.observe?.(milliseconds);
    context.record(() => entryOf({ ...record, milliseconds: record.milliseconds + milliseconds }));
  };
}
