import { once } from 'node:events';
import { createServer, type RequestListener, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';
import { AccessLog } from '../access-log/access-log.ts';
import { createDefaultObjects } from '../controllers/default-objects.ts';
import { EventRecorder } from '../controllers/event-recorder.ts';
import { AddressBook } from '../network/address-book.ts';
import { type Addressing, portsAddressing } from '../network/addressing.ts';
import { PORTS_ANNOTATION } from '../network/gateway/gateway-status.ts';
import { runGateways } from '../network/gateway/gateways.ts';
import { listen } from '../network/listen.ts';
import type { GatewaySpec } from '../resources/gateways.ts';
import type { HTTPRouteSpec } from '../resources/httproutes.ts';
import type { HTTPRouteRule } from '../resources/schema/http-route-rule.ts';
import type { Stored } from '../store/resource-types.ts';
import { Store } from '../store/store.ts';
import { type Answer, type Ask, stopServer, type TestPod } from './ingress.ts';
import { service } from './manifests.ts';

const API_VERSION = 'gateway.networking.k8s.io/v1';

/** The lab's gateways on a store of the test's own, with HTTP servers of this process as pods. Ends with the test. */
export class TestGateways {
  readonly store: Store;
  readonly log: AccessLog;
  readonly #book: AddressBook;
  #addresses = 1;

  private constructor(store: Store, book: AddressBook, log: AccessLog) {
    this.store = store;
    this.log = log;
    this.#book = book;
  }

  static start(options: { readonly now?: () => number; readonly addressing?: Addressing } = {}): TestGateways {
    const store = new Store();
    createDefaultObjects(store, { address: '127.0.0.1', version: 'v1.35.0' });
    const { addressing = portsAddressing(), ...rest } = options;
    const book = new AddressBook(addressing);
    const log = new AccessLog();
    const recorder = new EventRecorder(store, 'gateway-controller');
    const gateways = runGateways({ store, recorder, addressing, book, log, ...rest });
    onTestFinished(() => gateways.close());
    return new TestGateways(store, book, log);
  }

  /** A pod that answers with its own address, or as told. */
  async startPod(listener?: RequestListener): Promise<TestPod> {
    const ip = `10.0.0.${this.#addresses++}`;
    const server = createServer(listener ?? ((_request, response) => response.end(ip)));
    const port = await listen(server, '127.0.0.1', 0);
    this.#book.set(ip, 8080, { host: '127.0.0.1', port });
    onTestFinished(() => stopServer(server));
    return { ip, server };
  }

  /** The Service `name` with these pods behind it. */
  expose(name: string, pods: readonly TestPod[], namespace = 'default'): void {
    const key = { namespace, name };
    if (this.store.get('services', key) === undefined) {
      const draft = service(name);
      this.store.create('services', { ...draft, metadata: key });
    }
    const sliceKey = { namespace, name: `${name}-1` };
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...sliceKey, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: pods.map(({ ip }) => ({
        addresses: [ip],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', name: `pod-${ip}` },
      })),
    };
    if (this.store.get('endpointslices', sliceKey) === undefined) this.store.create('endpointslices', slice);
    else this.store.update('endpointslices', slice);
  }

  /** A Gateway with one listener for HTTP on port 80, unless the test says otherwise. */
  gateway(name = 'web', spec: Partial<GatewaySpec> = {}): Stored<'gateways'> {
    const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];
    return this.store.create('gateways', {
      apiVersion: API_VERSION,
      kind: 'Gateway',
      metadata: { namespace: 'default', name },
      spec: { gatewayClassName: 'sticky', listeners, ...spec },
    });
  }

  /** An HTTPRoute of the Gateway `web` with one rule that goes to the Service `web`, unless the test says otherwise. */
  route(rule: HTTPRouteRule = {}, spec: Partial<HTTPRouteSpec> = {}, name = 'web', namespace = 'default'): void {
    const backendRefs = [{ name: 'web', port: 80 }];
    const isRedirect = rule.filters?.some(({ type }) => type === 'RequestRedirect');
    this.store.create('httproutes', {
      apiVersion: API_VERSION,
      kind: 'HTTPRoute',
      metadata: { namespace, name },
      spec: {
        parentRefs: [{ name: 'web', namespace: 'default' }],
        rules: [isRedirect ? rule : { backendRefs, ...rule }],
        ...spec,
      },
    });
  }

  gatewayStatus(name = 'web') {
    return this.store.get('gateways', { namespace: 'default', name })?.status;
  }

  /** `Accepted=True (Accepted)` and so on, of the route's first parent, or of the one with this section name. */
  routeConditions(name = 'web', namespace = 'default', sectionName?: string): string[] {
    const parents = this.store.get('httproutes', { namespace, name })?.status?.parents ?? [];
    const parent = parents.find(({ parentRef }) => sectionName === undefined || parentRef.sectionName === sectionName);
    return (parent?.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} (${reason})`);
  }

  /** Resolves to the real port of a listener once it is open. */
  async open(port = 80, name = 'web'): Promise<{ host: string; port: number }> {
    return await vi.waitFor(
      () => {
        const gateway = this.store.get('gateways', { namespace: 'default', name });
        const programmed = gateway?.status?.conditions?.find(({ type }) => type === 'Programmed');
        if (programmed?.status !== 'True') throw new Error(`${name} is not programmed: ${programmed?.message}`);
        const moved: Record<string, number> = JSON.parse(gateway?.metadata.annotations?.[PORTS_ANNOTATION] ?? '{}');
        const host = gateway?.status?.addresses?.[0]?.value ?? '';
        return { host, port: moved[port] ?? port };
      },
      { interval: 5 },
    );
  }

  /** One request on a connection of its own. */
  async ask({
    host = 'sticky.info',
    path = '/',
    method = 'GET',
    headers = {},
    body,
    to,
  }: AskGateway = {}): Promise<Answer> {
    const address = to ?? (await this.open());
    const asked = request({ ...address, path, method, headers: { Host: host, ...headers }, agent: false });
    asked.end(body);
    const [response] = await once(asked, 'response');
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  /** Resolves when what changed in the store has reached the routes: they follow it one turn of the event loop later. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface AskGateway extends Ask {
  /** The first port of the Gateway `web` when absent. */
  readonly to?: { readonly host: string; readonly port: number };
}
