import type { KubeConfig, RequestContext, ResponseContext } from '@kubernetes/client-node';
import type { ClusterError } from '../errors.ts';
import type { ResolvedContext } from '../kubeconfig/contexts.ts';
import { CredentialSource } from '../kubeconfig/credential-program.ts';
import { credentialsOf } from './credentials.ts';
import { type Asked, loginFailure, noAnswer, type Place, refusal } from './failures.ts';

export interface Request {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  /** For messages, and for the rule that a refusal names. */
  readonly asked: Asked;
  /** Milliseconds until the whole answer, or for a stream its head, must be there. Default: the connection's. */
  readonly timeout?: number | undefined;
  /** Milliseconds without a line after which a stream counts as dead. */
  readonly silence?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds. */
const DEFAULT_TIMEOUT = 15_000;

/**
 * HTTP to one API server, with the credentials of one context.
 *
 * Kubeconfig authentication, TLS and proxies are client-node's; its generated calls are not used: they drop fields that
 * their models do not know (an apply would then give these fields up), open a connection for each call, and cannot be
 * ended while they connect.
 */
export class Connection {
  readonly place: Place;
  /** Milliseconds that the server may take for an answer. */
  readonly timeout: number;
  readonly #client: typeof import('./client-node.ts');
  readonly #credentials: KubeConfig;
  readonly #program: CredentialSource | undefined;
  readonly #closing = new AbortController();
  /** The connections that the first request brought, for all others to share. */
  #pool: ReturnType<RequestContext['getDispatcher']>;
  readonly #pools = new Set<NonNullable<ReturnType<RequestContext['getDispatcher']>>>();

  private constructor(client: typeof import('./client-node.ts'), context: ResolvedContext, timeout: number) {
    this.#client = client;
    this.timeout = timeout;
    this.place = { context: context.name, namespace: context.namespace, server: context.cluster.server };
    const { exec } = context.user;
    this.#program = exec ? new CredentialSource(exec, context, this.#closing.signal) : undefined;
    this.#credentials = credentialsOf(client, context, this.#program);
  }

  /** Opens nothing yet. */
  static async of(context: ResolvedContext, timeout: number = DEFAULT_TIMEOUT): Promise<Connection> {
    return new Connection(await import('./client-node.ts'), context, timeout);
  }

  /** Aborts when this is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** The whole answer as text. @throws ClusterError */
  async send(request: Request): Promise<string> {
    const timeout = request.timeout ?? this.timeout;
    const context = await this.#prepare(request);
    const deadline = AbortSignal.timeout(timeout);
    try {
      const response = await this.#ask(request, context, deadline);
      return await response.body.text();
    } catch (error) {
      throw this.#failure(deadline.aborted ? deadline.reason : error, request, timeout);
    }
  }

  /** The answer line by line, as it comes. @throws ClusterError */
  async *lines(request: Request): AsyncGenerator<string> {
    const timeout = request.timeout ?? this.timeout;
    const context = await this.#prepare(request);
    const silence = new AbortController();
    const giveUp = () => silence.abort(new DOMException('no answer', 'TimeoutError'));
    let patience = timeout;
    let timer = setTimeout(giveUp, patience);
    try {
      const response = await this.#ask(request, context, silence.signal);
      const stream = response.body.stream();
      if (stream === null) return;
      patience = request.silence ?? timeout;
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience);
      for await (const line of splitLines(stream)) {
        timer.refresh();
        yield line;
      }
    } catch (error) {
      throw this.#failure(silence.signal.aborted ? silence.signal.reason : error, request, patience);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#pools].map((pool) => pool.destroy()));
  }

  #signal(request: Request): AbortSignal {
    return request.signal === undefined
      ? this.#closing.signal
      : AbortSignal.any([this.#closing.signal, request.signal]);
  }

  /** The request with its credentials. A login may wait for its user, so no deadline of the server's counts here. */
  async #prepare(request: Request): Promise<RequestContext> {
    const { RequestContext } = this.#client;
    const url = new URL(this.place.server.replace(/\/$/, '') + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const context = new RequestContext(url.href, request.method);
    context.setHeaderParam('Accept', 'application/json');
    context.setHeaderParam('User-Agent', 'sticky');
    if (request.body !== undefined) {
      context.setHeaderParam('Content-Type', request.contentType ?? 'application/json');
      context.setBody(JSON.stringify(request.body));
    }
    const signal = this.#signal(request);
    try {
      await untilAborted(this.#credentials.applySecurityAuthentication(context), signal);
    } catch (error) {
      if (signal.aborted) throw this.#failure(error, request, 0);
      throw loginFailure(error, this.place);
    }
    this.#pool ??= context.getDispatcher();
    if (this.#pool !== undefined) {
      this.#pools.add(this.#pool);
      context.setDispatcher(this.#pool);
    }
    return context;
  }

  async #ask(request: Request, context: RequestContext, deadline: AbortSignal): Promise<ResponseContext> {
    context.setSignal(AbortSignal.any([this.#signal(request), deadline]));
    const response = await new this.#client.IsomorphicFetchHttpLibrary().send(context).toPromise();
    if (response.httpStatusCode < 300) return response;
    if (response.httpStatusCode === 401) this.#loginAnew();
    throw refusal(response.httpStatusCode, await response.body.text(), request.asked, this.place);
  }

  /** A refused certificate stays with its connections, so the next request takes new ones. */
  #loginAnew(): void {
    this.#program?.forget();
    this.#pool = undefined;
  }

  #failure(error: unknown, request: Request, timeout: number): ClusterError {
    return noAnswer(error, this.place, timeout, this.#closing.signal.aborted ? this.#closing.signal : request.signal);
  }
}

/** A login may wait for a browser: whoever asked can leave, and the login goes on for the others. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function* splitLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
