import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Container, PodSpec } from 'kubernetes-types/core/v1.js';
import { expect, onTestFinished, vi } from 'vitest';
import { createDefaultObjects } from '../controllers/default-objects.ts';
import { type Kubelet, runKubelet } from '../kubelet/kubelet.ts';
import { AddressBook } from '../network/address-book.ts';
import { type Addressing, portsAddressing, rangeAddressing } from '../network/addressing.ts';
import { LAB_NODE } from '../node.ts';
import type { Stored } from '../store/resource-types.ts';
import { Store } from '../store/store.ts';
import { MAIN, temporaryFolder } from './lab.ts';
import { pod } from './manifests.ts';

/** A program that answers with its environment, says what it hears, and ends on SIGTERM. */
export const SERVER = `
const { createServer } = require('node:http');
const server = createServer((request, response) => {
  if (request.url === '/env') return response.end(JSON.stringify(process.env));
  if (request.url === '/pid') return response.end(String(process.pid));
  if (request.url === '/break') broken = true;
  response.statusCode = broken ? 500 : 200;
  response.end('ok');
});
let broken = false;
server.listen(Number(process.env.PORT), process.env.HOST, () => console.log('hears on ' + process.env.PORT));
process.on('SIGTERM', () => { console.log('was asked to end'); process.exit(0); });
`;

/** A store with the lab's node and kubelet, and nothing else. Ends with the test. */
export class TestNode {
  readonly store: Store;
  readonly kubelet: Kubelet;
  readonly book: AddressBook;

  private constructor(store: Store, kubelet: Kubelet, book: AddressBook) {
    this.store = store;
    this.kubelet = kubelet;
    this.book = book;
  }

  /** `programs`: image name to the text of its script. */
  static async start(
    programs: Readonly<Record<string, string>>,
    mode: Addressing['mode'] = 'ports',
  ): Promise<TestNode> {
    const folder = await temporaryFolder();
    const scripts = await Promise.all(
      Object.entries(programs).map(async ([image, text], index) => {
        const script = join(folder, `${index}.cjs`);
        await writeFile(script, text);
        return [image, { script }] as const;
      }),
    );
    const store = new Store();
    const addressing = mode === 'ports' ? portsAddressing() : rangeAddressing(200);
    createDefaultObjects(store, { address: addressing.node, version: 'v1.35.0' });
    const book = new AddressBook(addressing);
    const kubelet = runKubelet({ store, addressing, book, images: Object.fromEntries(scripts), main: MAIN });
    onTestFinished(() => kubelet.close());
    return new TestNode(store, kubelet, book);
  }

  /** A pod that is assigned to the node. */
  run(name: string, spec: Partial<PodSpec>): void {
    this.store.create('pods', pod(name, {}, { nodeName: LAB_NODE, ...spec }));
  }

  pod(name: string): Stored<'pods'> | undefined {
    return this.store.get('pods', { namespace: 'default', name });
  }

  /** Asks for the pod's end, as the API server does. */
  delete(name: string, graceSeconds = 30): void {
    const found = this.pod(name);
    if (found === undefined) throw new Error(`no pod ${name}`);
    const deletionTimestamp = new Date(Date.now() + graceSeconds * 1000).toISOString();
    const metadata = { ...found.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds };
    this.store.update('pods', { ...found, metadata });
  }

  /** What the pod's HTTP server answers. */
  async ask(name: string, path: string, port = 8080): Promise<string> {
    const address = this.book.resolve(this.pod(name)?.status?.podIP ?? '', port);
    if (address === undefined) throw new Error(`pod ${name} listens nowhere`);
    const answer = await fetch(`http://${address.host}:${address.port}${path}`, { headers: { Connection: 'close' } });
    return await answer.text();
  }

  /** All lines of the pod's log so far. */
  async log(name: string, options: { previous?: boolean; container?: string } = {}): Promise<string[]> {
    const { signal } = new AbortController();
    const lines: string[] = [];
    const key = { namespace: 'default', name };
    const all = { follow: false, timestamps: false, previous: false, signal, ...options };
    for await (const line of this.kubelet.logs(key, all)) lines.push(line);
    return lines;
  }

  events(): string[] {
    return this.store.list('events').map(({ reason, message }) => `${reason}: ${message}`);
  }
}

/** How long a test waits for a pod, and how often it looks. */
export const patient = { timeout: 10_000, interval: 10 };

/** The spec of a pod with one container of the image `server`. */
export function server(container: Partial<Container> = {}): PodSpec {
  return { containers: [{ name: 'app', image: 'server', ...container }] };
}

export const READINESS = { httpGet: { path: '/', port: 8080 } };

export async function ready(node: TestNode, name = 'web') {
  return await vi.waitFor(() => {
    const pod = node.pod(name);
    expect(pod?.status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
    return pod;
  }, patient);
}

export function containerOf(node: TestNode, name = 'web') {
  return node.pod(name)?.status?.containerStatuses?.[0];
}
