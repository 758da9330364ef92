import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ServiceSpec } from 'kubernetes-types/core/v1.js';
import { onTestFinished, vi } from 'vitest';
import { type ApiClient, createApiClient } from '../api/testing/api-client.ts';
import type { LabOptions } from '../lab.ts';
import type { SocketAddress } from '../network/address-book.ts';
import { listen } from '../network/listen.ts';
import { readKubeconfig } from '../state/kubeconfig.ts';
import { type Answer, type Ask, stopServer } from './ingress.ts';
import { startTestLab } from './lab.ts';
import { type ingress, service } from './manifests.ts';

export const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

/** A lab in this process, and a client of its API. Both end with the test. */
export async function startServedLab(options: Partial<LabOptions> = {}): Promise<ApiClient> {
  const lab = await startTestLab(options);
  const access = readKubeconfig(await readFile(lab.kubeconfig, 'utf8'));
  if (access === undefined) throw new Error('the lab has written no kubeconfig');
  const api = createApiClient({ ...access, url: access.server });
  onTestFinished(() => api.close());
  return api;
}

/**
 * A Service without a selector, and servers of this process behind it that answer with their names, each request on a
 * connection of its own: a Service chooses once a connection.
 */
export async function exposeServers(
  api: ApiClient,
  name: string,
  servers: readonly string[],
  spec: Partial<ServiceSpec> = {},
): Promise<void> {
  await create(api, '/api/v1/namespaces/default/services', service(name, { selector: {}, ...spec }));
  for (const body of servers) {
    const server = createServer((_request, response) => response.setHeader('Connection', 'close').end(body));
    onTestFinished(() => stopServer(server));
    await create(api, SLICES, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${name}-${body}`, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: '', port: await listen(server, '127.0.0.1', 0), protocol: 'TCP' }],
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
    });
  }
}

/** @throws when the API does not take it */
export async function create(api: ApiClient, path: string, body: object): Promise<void> {
  const answer = await api.call(`POST ${path}`, { body });
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
}

/** Where the Ingress `web` says that it is reached, once it does. */
export async function ingressAddress(api: ApiClient): Promise<SocketAddress> {
  const address = async () => {
    const { body } = await api.call<ReturnType<typeof ingress>>(`GET ${INGRESSES}/web`);
    const [at] = body.status?.loadBalancer?.ingress ?? [];
    if (at?.ip === undefined) throw new Error('the ingress has no address yet');
    return { host: at.ip, port: at.ports?.[0]?.port ?? 80 };
  };
  return await vi.waitFor(address, { timeout: 10_000 });
}

/** A request for http://sticky.info/ to the ingress there. */
export async function askIngress(at: SocketAddress, { headers = {} }: Pick<Ask, 'headers'> = {}): Promise<Answer> {
  const asked = request({ ...at, headers: { Host: 'sticky.info', ...headers }, agent: false }).end();
  const [response] = await once(asked, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}
