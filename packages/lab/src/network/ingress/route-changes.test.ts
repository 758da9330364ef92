import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, createServer, type RequestListener, request } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type ApiClient, createApiClient } from '../../api/testing/api-client.ts';
import { readKubeconfig } from '../../state/kubeconfig.ts';
import { stopServer } from '../../testing/ingress.ts';
import { startTestLab } from '../../testing/lab.ts';
import { ingress, service } from '../../testing/manifests.ts';
import { MODES } from '../../testing/modes.ts';
import { listen } from '../listen.ts';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const MERGE = 'application/merge-patch+json';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A lab, its API, and two Services without a selector, whose pods are servers of this process. */
async function startRoutes(listener?: RequestListener) {
  const lab = await startTestLab({ addressing: 'range' });
  const access = readKubeconfig(await readFile(lab.kubeconfig, 'utf8'));
  if (access === undefined) throw new Error('the lab has written no kubeconfig');
  const api = createApiClient({ ...access, url: access.server });
  onTestFinished(() => api.close());
  const ports = [await startPod('a', listener), await startPod('b', listener)] as const;
  for (const [index, name] of (['a', 'b'] as const).entries()) {
    const { spec } = service(name, { ports: [{ port: 80 }] });
    await expectDone(
      api.call('POST /api/v1/namespaces/default/services', {
        body: { ...service(name), spec: { ...spec, selector: undefined } },
      }),
    );
    await expectDone(api.call(`POST ${SLICES}`, { body: slice(name, ports[index] ?? 0) }));
  }
  await expectDone(api.call(`POST ${INGRESSES}`, { body: route('first', 'a') }));
  return { api, ports, address: await addressOf(api) };
}

async function startPod(name: string, listener?: RequestListener): Promise<number> {
  const server = createServer(listener ?? ((_request, response) => response.end(name)));
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
    socket.on('error', () => socket.destroy()).pipe(socket);
  });
  onTestFinished(() => stopServer(server));
  return await listen(server, '127.0.0.1', 0);
}

function slice(name: string, port: number) {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: '', port, protocol: 'TCP' }],
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
  };
}

function route(name: string, to: string) {
  const backend = { service: { name: to, port: { number: 80 } } };
  return ingress(name, {
    rules: [{ host: `${name}.info`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
  });
}

async function expectDone(answer: ReturnType<ApiClient['call']>): Promise<void> {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
}

async function addressOf(api: ApiClient): Promise<Address> {
  return await vi.waitFor(async () => {
    const { body } = await api.call<ReturnType<typeof ingress>>(`GET ${INGRESSES}/first`);
    const [at] = body.status?.loadBalancer?.ingress ?? [];
    if (at?.ip === undefined) throw new Error('the ingress has no address yet');
    return { host: at.ip, port: at.ports?.[0]?.port ?? 80 };
  });
}

/** `200 a`: status and body, on a connection of the agent. */
async function ask(at: Address, agent: Agent, host: string, path = '/'): Promise<string> {
  const sent = request({ ...at, path, agent, headers: { Host: host } });
  sent.end();
  const [response] = await once(sent, 'response');
  return `${response.statusCode} ${await text(response)}`;
}

interface Seen {
  /** Milliseconds from the answer of the API until a request had met the change. */
  readonly after: number;
  /** Milliseconds from it until the last request began that met the routes from before; 0 when none did. */
  readonly stale: number;
}

async function until(wanted: string, question: () => Promise<string>): Promise<Seen> {
  const answered = performance.now();
  let stale = 0;
  for (;;) {
    const begun = performance.now() - answered;
    const answer = await question();
    const after = performance.now() - answered;
    if (answer.startsWith(wanted)) return { after, stale };
    if (begun > 2_000) throw new Error(`after two seconds still ${answer}, and not ${wanted}`);
    stale = begun;
  }
}

describe.skipIf(!MODES.includes('range'))('a change of the routes', () => {
  test('reaches the data path within 50 ms of the answer of the API', { timeout: 30_000 }, async () => {
    const { api, ports, address } = await startRoutes();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const seen: Record<string, Seen[]> = { create: [], patch: [], slice: [], delete: [] };
    const measure = async (what: string, change: ReturnType<ApiClient['call']>, name: string, wanted: string) => {
      await expectDone(change);
      seen[what]?.push(await until(wanted, () => ask(address, agent, `${name}.info`)));
    };

    for (let count = 0; count < 40; count += 1) {
      const name = `r${count}`;
      await measure('create', api.call(`POST ${INGRESSES}`, { body: route(name, 'a') }), name, '200 a');
      const patched = { contentType: MERGE, body: { spec: route(name, 'b').spec } };
      await measure('patch', api.call(`PATCH ${INGRESSES}/${name}`, patched), name, '200 b');
      for (const [port, wanted] of [
        [ports[0], '200 a'],
        [ports[1], '200 b'],
      ] as const) {
        const body = { ports: [{ name: '', port, protocol: 'TCP' }] };
        await measure('slice', api.call(`PATCH ${SLICES}/b-1`, { contentType: MERGE, body }), name, wanted);
      }
      await measure('delete', api.call(`DELETE ${INGRESSES}/${name}`), name, '404');
    }

    const worst = (name: keyof Seen) =>
      Object.fromEntries(Object.entries(seen).map(([what, all]) => [what, Math.max(...all.map((one) => one[name]))]));
    console.info('milliseconds until a change was seen, at worst', worst('after'));
    // A request that begins later meets the new routes, however long the machine takes for it.
    for (const [what, milliseconds] of Object.entries(worst('stale'))) expect(milliseconds, what).toBeLessThan(50);
  });

  test('drops no connection: kept ones, upgraded ones and streams go on', { timeout: 30_000 }, async () => {
    let ticks = 0;
    const { api, address } = await startRoutes((asked, response) => {
      if (asked.url !== '/events') {
        response.end('ok');
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      const timer = setInterval(() => response.write(`data: ${ticks++}\n\n`), 5);
      response.on('close', () => clearInterval(timer));
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const sockets = new Set<Socket>();
    const kept = async () => {
      const sent = request({ ...address, agent, headers: { Host: 'first.info' } });
      sent.once('socket', (socket: Socket) => sockets.add(socket)).end();
      const [response] = await once(sent, 'response');
      return `${response.statusCode} ${await text(response)}`;
    };
    const upgrading = request({ ...address, headers: { Host: 'first.info', Connection: 'Upgrade', Upgrade: 'echo' } });
    upgrading.end();
    const [, tunnel] = await once(upgrading, 'upgrade');
    onTestFinished(() => tunnel.destroy());
    const following = request({ ...address, path: '/events', headers: { Host: 'first.info' }, agent: false });
    following.end();
    const [stream] = await once(following, 'response');
    onTestFinished(() => stream.destroy());
    const events: string[] = [];
    stream.setEncoding('utf8').on('data', (chunk: string) => events.push(...chunk.split('\n\n').filter(Boolean)));

    for (let count = 0; count < 40; count += 1) {
      await expectDone(api.call(`POST ${INGRESSES}`, { body: route(`r${count}`, count % 2 === 0 ? 'a' : 'b') }));
      expect(await kept()).toBe('200 ok');
    }
    const annotations = { 'nginx.ingress.kubernetes.io/affinity': 'cookie' };
    await expectDone(api.call(`PATCH ${INGRESSES}/first`, { contentType: MERGE, body: { metadata: { annotations } } }));
    expect(await kept()).toBe('200 ok');

    expect(sockets.size).toBe(1);
    tunnel.write('still here');
    expect(String((await once(tunnel, 'data'))[0])).toBe('still here');
    const heard = events.length;
    await vi.waitFor(() => expect(events.length).toBeGreaterThan(heard + 3));
    expect(events).toEqual(events.map((_, index) => `data: ${index}`));
    expect(stream.complete || stream.destroyed).toBe(false);
  });
});
