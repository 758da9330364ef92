import { once } from 'node:events';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { AccessEntry } from '../access-log/access-entry.ts';
import { AccessLog } from '../access-log/access-log.ts';
import type { TryFaults } from '../faults/try-fault.ts';
import { AddressBook } from '../network/address-book.ts';
import { portsAddressing } from '../network/addressing.ts';
import type { ServiceEndpoint } from '../network/endpoints.ts';
import { listen } from '../network/listen.ts';
import { type HttpProxy, openHttpProxy } from '../network/proxy/http-proxy.ts';
import type { Limits } from '../network/proxy/limits.ts';
import type { Forwarding, RequestHead, RetryCause, Route } from '../network/proxy/route.ts';

/** What a test changes of the usual forwarding. */
export type TestForwarding = Partial<Omit<Forwarding, 'kind'>>;

export interface TestProxyOptions {
  readonly limits?: Partial<Limits>;
  readonly faults?: TryFaults;
  /** Instead of a forwarding to the pods, one after the other. */
  route?(request: RequestHead, proxy: TestProxy): Route;
}

/** A request as a pod has got it. */
export interface SeenRequest {
  /** Method and target. */
  readonly line: string;
  /** Name, value, name, value, … */
  readonly fields: readonly string[];
  readonly body: string;
}

/** The statuses of the answers in what a client has received, in order. */
export function statusesIn(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** The engine with a router of the test's own and pods of this process. Ends with the test, which fails on its errors. */
export class TestProxy {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly proxy: HttpProxy;
  /** What the engine held for errors of ours. */
  readonly errors: readonly unknown[];
  readonly log: AccessLog;
  readonly #entries: AccessEntry[];
  readonly #book: AddressBook;
  readonly #pods: ServiceEndpoint[] = [];

  private constructor(
    parts: Pick<TestProxy, 'port' | 'proxy' | 'errors' | 'log'>,
    book: AddressBook,
    entries: AccessEntry[],
  ) {
    this.port = parts.port;
    this.proxy = parts.proxy;
    this.errors = parts.errors;
    this.log = parts.log;
    this.#entries = entries;
    this.#book = book;
  }

  static async start(options: TestProxyOptions = {}): Promise<TestProxy> {
    const book = new AddressBook(portsAddressing());
    const log = new AccessLog();
    const entries: AccessEntry[] = [];
    const record = log.record.bind(log);
    log.record = (entry) => {
      entries.push(entry());
      record(entry);
    };
    const errors: unknown[] = [];
    const proxy = openHttpProxy({
      router: { route: (request) => options.route?.(request, test) ?? test.forwarding(request) },
      via: 'ingress',
      book,
      log,
      failed: (error) => errors.push(error),
      ...(options.faults && { faults: options.faults }),
      ...(options.limits && { limits: options.limits }),
    });
    const server = createTcpServer({ noDelay: true }, (socket) => proxy.serve(socket, { scheme: 'http' }));
    const port = await listen(server, '127.0.0.1', 0);
    const test = new TestProxy({ port, proxy, errors, log }, book, entries);
    onTestFinished(async () => {
      const closed = once(server, 'close');
      server.close();
      proxy.close();
      await closed;
    });
    return test;
  }

  /** What the log has of the requests so far. */
  get entries(): readonly AccessEntry[] {
    return this.#entries;
  }

  get pods(): readonly ServiceEndpoint[] {
    return this.#pods;
  }

  /** A pod that is an HTTP server; without a listener it answers with its name: `pod-1`. */
  async pod(listener?: RequestListener): Promise<HttpServer> {
    const name = this.#nextName;
    const server = createServer({ maxHeaderSize: 64 * 1024 }, listener ?? ((_request, response) => response.end(name)));
    server.on('clientError', (_error, socket) => socket.destroy());
    await this.#add(server);
    onTestFinished(() => {
      server.closeAllConnections();
    });
    return server;
  }

  /** A pod that notes what reaches it, and answers `reached`. */
  async notingPod(): Promise<readonly SeenRequest[]> {
    const seen: SeenRequest[] = [];
    await this.pod(async (request, response) => {
      const { method = '', url = '', rawHeaders } = request;
      seen.push({ line: `${method} ${url}`, fields: rawHeaders, body: (await buffer(request)).toString('latin1') });
      response.end('reached');
    });
    return seen;
  }

  /** A pod that does with its connections what the test says, byte by byte. */
  async rawPod(onConnection: (socket: Socket) => void): Promise<Server> {
    const sockets = new Set<Socket>();
    const server = createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      onConnection(socket);
    });
    await this.#add(server);
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    return server;
  }

  /** A pod that is not there: its connections are refused. */
  async deadPod(): Promise<void> {
    const server = await this.rawPod((socket) => socket.destroy());
    const closed = once(server, 'close');
    server.close();
    await closed;
  }

  /** A pod that listens already, and that somebody else ends. */
  addPod(server: Server): void {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('the pod listens on no port');
    const endpoint = { ip: `10.0.0.${this.#pods.length + 1}`, port: 8080, pod: this.#nextName };
    this.#pods.push(endpoint);
    this.#book.set(endpoint.ip, endpoint.port, { host: '127.0.0.1', port: address.port });
  }

  /** A pod of whose address nothing is known. */
  addUnknownPod(): void {
    this.#pods.push({ ip: '100.77.0.250', port: 80, pod: this.#nextName });
  }

  /** Forwards to the pods that were started, in this order, one for each try, as ingress-nginx does by default. */
  forwarding(request: RequestHead, changes: TestForwarding = {}): Forwarding {
    return {
      kind: 'forward',
      name: 'default/test',
      target: request.target,
      requestEdits: { remove: new Set(), add: [] },
      session: undefined,
      choose: (failed) => {
        const endpoint = this.#pods[failed.length % Math.max(1, this.#pods.length)];
        return endpoint && { endpoint, reason: failed.length === 0 ? 'round robin' : 'retry' };
      },
      timeouts: { connect: 5_000, send: 60_000, read: 60_000, total: 0, backend: 0 },
      retry: { on: new Set<RetryCause>(['error', 'timeout']), most: 3, within: 0, nonIdempotent: false },
      body: { most: 1024 * 1024, isBuffered: true },
      ...changes,
    };
  }

  /** A connection of a client. */
  async connect(): Promise<TestClient> {
    const socket = connect({ port: this.port, host: this.host, allowHalfOpen: true, noDelay: true });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return new TestClient(socket);
  }

  /** What comes back for these bytes on a connection of their own, until the proxy ends it. */
  async exchange(bytes: string | Buffer): Promise<string> {
    const client = await this.connect();
    client.send(bytes);
    return await client.rest();
  }

  get #nextName(): string {
    return `pod-${this.#pods.length + 1}`;
  }

  async #add(server: Server): Promise<void> {
    await listen(server, '127.0.0.1', 0);
    this.addPod(server);
    onTestFinished(() => void server.close());
  }
}

/** A client that sends bytes as they are, and reads what comes back as Latin-1. */
export class TestClient {
  readonly socket: Socket;
  #received = '';
  #isEnded = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('latin1');
    });
    socket.on('error', () => socket.destroy());
    socket.on('end', () => {
      this.#isEnded = true;
      socket.end();
    });
    socket.on('close', () => {
      this.#isEnded = true;
    });
  }

  get received(): string {
    return this.#received;
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Resolves to all that has come once the pattern is in it. @throws when the connection ends before */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#received)) {
      if (this.#isEnded) throw new Error(`the connection ended after ${JSON.stringify(this.#received)}`);
      await this.#first('data', 'close');
    }
    return this.#received;
  }

  /** Resolves to all that has come once the proxy has ended the connection. */
  async rest(): Promise<string> {
    if (!this.#isEnded) await this.#first('end', 'close');
    return this.#received;
  }

  /** Resolves with the first of two events; an error is no event of its own, `close` follows. */
  async #first(one: 'data' | 'end', other: 'close'): Promise<void> {
    await new Promise<void>((resolve) => {
      this.socket.once(one, () => resolve());
      this.socket.once(other, () => resolve());
    });
  }
}
