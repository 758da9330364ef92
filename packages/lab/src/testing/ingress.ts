import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, request, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { AccessLog } from '../access-log/access-log.ts';
import { createDefaultObjects } from '../controllers/default-objects.ts';
import { EventRecorder } from '../controllers/event-recorder.ts';
import { AddressBook } from '../network/address-book.ts';
import { portsAddressing } from '../network/addressing.ts';
import { type IngressProxy, runIngress } from '../network/ingress/ingress.ts';
import { listen } from '../network/listen.ts';
import { Store } from '../store/store.ts';
import { ingress, service } from './manifests.ts';

/** A pod as the ingress sees it: an endpoint with an HTTP server behind it. */
export interface TestPod {
  readonly ip: string;
  readonly server: Server;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The lab's ingress on a store of the test's own, with HTTP servers of this process as pods. Ends with the test. */
export class TestIngress {
  readonly store: Store;
  readonly proxy: IngressProxy;
  readonly log: AccessLog;
  readonly #book: AddressBook;
  #addresses = 1;

  private constructor(store: Store, proxy: IngressProxy, log: AccessLog, book: AddressBook) {
    this.store = store;
    this.proxy = proxy;
    this.log = log;
    this.#book = book;
  }

  static async start(): Promise<TestIngress> {
    const store = new Store();
    createDefaultObjects(store, { address: '127.0.0.1', version: 'v1.35.0' });
    const addressing = portsAddressing();
    const book = new AddressBook(addressing);
    const recorder = new EventRecorder(store, 'nginx-ingress-controller');
    const log = new AccessLog();
    const proxy = await runIngress({ store, book, addressing, recorder, log });
    onTestFinished(() => proxy.close());
    return new TestIngress(store, proxy, log, book);
  }

  /** A pod that answers with its own address, or as told. */
  async startPod(listener?: RequestListener, ip = `10.0.0.${this.#addresses++}`): Promise<TestPod> {
    const server = createServer(listener ?? ((_request, response) => response.end(ip)));
    const port = await listen(server, '127.0.0.1', 0);
    this.#book.set(ip, 8080, { host: '127.0.0.1', port });
    onTestFinished(() => stopServer(server));
    return { ip, server };
  }

  /** Pods that answer with their own addresses. */
  async startPods(count: number): Promise<TestPod[]> {
    return await Promise.all(Array.from({ length: count }, () => this.startPod()));
  }

  /** The Service `name` with these pods behind it. */
  expose(name: string, pods: readonly TestPod[]): void {
    if (this.store.get('services', { namespace: 'default', name }) === undefined)
      this.store.create('services', service(name));
    const key = { namespace: 'default', name: `${name}-1` };
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...key, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: pods.map(({ ip }) => ({ addresses: [ip], conditions: { ready: true } })),
    };
    if (this.store.get('endpointslices', key) === undefined) this.store.create('endpointslices', slice);
    else this.store.update('endpointslices', slice);
  }

  /** An Ingress that sends `host` and `path` to the Service. */
  route(
    name: string,
    to: { readonly service: string; readonly host?: string; readonly path?: string; readonly pathType?: string },
    annotations: Readonly<Record<string, string>> = {},
  ): void {
    const { service: serviceName, host, path = '/', pathType = 'Prefix' } = to;
    const backend = { service: { name: serviceName, port: { number: 80 } } };
    const rule = { ...(host === undefined ? {} : { host }), http: { paths: [{ path, pathType, backend }] } };
    this.store.create('ingresses', ingress(name, { rules: [rule] }, prefixed(annotations)));
  }

  /** One request on a connection of its own. */
  async ask({ host = 'sticky.info', path = '/', method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    const asked = request({
      host: this.proxy.host,
      port: this.proxy.port,
      path,
      method,
      headers: { Host: host, ...headers },
      agent: false,
    });
    asked.end(body);
    const [response] = await once(asked, 'response');
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  /** Puts other annotations in the place of those of an Ingress. */
  annotate(name: string, annotations: Readonly<Record<string, string>>): void {
    const found = this.store.get('ingresses', { namespace: 'default', name });
    if (found === undefined) throw new Error(`no ingress ${name}`);
    this.store.update('ingresses', { ...found, metadata: { ...found.metadata, annotations: prefixed(annotations) } });
  }

  /** Reasons and messages of the events about Ingresses. */
  events(): string[] {
    return this.store.list('events').map(({ reason, message }) => `${reason}: ${message}`);
  }

  /** Resolves when what changed in the store has reached the routes: they follow it one turn of the event loop later. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** An ingress that sends sticky.info to one pod. */
export async function startWith(...listeners: Parameters<TestIngress['startPod']>) {
  const ingress = await TestIngress.start();
  const pod = await ingress.startPod(...listeners);
  ingress.expose('web', [pod]);
  ingress.route('web', { service: 'web', host: 'sticky.info' });
  await ingress.settled();
  return { ingress, pod };
}

function prefixed(annotations: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  return Object.fromEntries(named);
}

export async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** `name=value` of each Set-Cookie line. */
export function cookiePairs(answer: Answer): string[] {
  return (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '');
}
