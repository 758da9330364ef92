import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { createApiClient } from '../../src/api/testing/api-client.ts';
import { spawnLab } from '../../src/process.ts';
import { readKubeconfig } from '../../src/state/kubeconfig.ts';
import type { Upstream } from '../upstream.ts';
import { CORES, untilListens, type Workshop } from '../workshop.ts';
import { type BenchedProxy, COOKIE, PLAIN, STICKY, WEB_SOCKET } from './proxy.ts';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const CLASS = { ingressClassName: 'nginx' };

interface IngressStatus {
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly Place[] } };
}

interface Place {
  readonly ip: string;
  readonly ports?: readonly { readonly port: number }[];
}

/** As users have it: from source, Node's type stripping alone takes tens of megabytes. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'lab.cjs');
  const entry = resolve(import.meta.dirname, '../../src/main.ts');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    minify: true,
  });
  return outfile;
}

/** A whole lab in a process of its own, with a Service whose endpoints are the upstreams, and an Ingress a host. */
export async function startLabIngress(workshop: Workshop, upstream: Upstream): Promise<BenchedProxy> {
  const main = await bundle(workshop.folder);
  const lab = await spawnLab({
    stateDir: join(workshop.folder, 'lab'),
    images: {},
    main,
    addressing: 'range',
    detached: false,
  });
  workshop.onClose(() => lab.close());
  // All threads of it, and those to come.
  if (workshop.taskset !== undefined)
    execFileSync(workshop.taskset, ['-acp', String(CORES.proxy), String(lab.pid)], { stdio: 'ignore' });
  const access = readKubeconfig(await readFile(lab.kubeconfig, 'utf8'));
  if (access === undefined) throw new Error('the lab wrote no kubeconfig');
  const api = createApiClient({ url: access.server, ca: access.ca, token: access.token });
  try {
    const create = async (path: string, body: object) => {
      const { status, body: answer } = await api.call(`POST ${path}`, { body });
      if (status !== 201) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    };
    for (const [name, port] of [
      ['pods', upstream.port],
      ['sockets', upstream.webSocketPort],
    ] as const) {
      await create('/api/v1/namespaces/default/services', service(name));
      await create(
        '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
        endpointSlice(name, upstream.hosts, port),
      );
    }
    await create(INGRESSES, ingress('plain', PLAIN, 'pods', {}));
    await create(INGRESSES, ingress('sockets', WEB_SOCKET, 'sockets', {}));
    await create(INGRESSES, ingress('sticky', STICKY, 'pods', { affinity: 'cookie', 'session-cookie-name': COOKIE }));
    const place = await placeOf(async () => (await api.call<IngressStatus>(`GET ${INGRESSES}/sticky`)).body);
    await untilListens(place.host, place.port);
    return { name: 'lab', pid: lab.pid, ...place };
  } finally {
    await api.close();
  }
}

async function placeOf(read: () => Promise<IngressStatus>): Promise<{ host: string; port: number }> {
  for (;;) {
    const place = (await read()).status?.loadBalancer?.ingress?.[0];
    if (place !== undefined) return { host: place.ip, port: place.ports?.[0]?.port ?? 80 };
    await delay(20);
  }
}

/** A Service without a selector: whoever likes names its endpoints. */
function service(name: string): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }] } };
}

function endpointSlice(name: string, hosts: readonly string[], port: number): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ port }],
    endpoints: hosts.map((host) => ({ addresses: [host], conditions: { ready: true } })),
  };
}

function ingress(name: string, host: string, to: string, annotations: Readonly<Record<string, string>>): object {
  const backend = { service: { name: to, port: { number: 80 } } };
  const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, annotations: Object.fromEntries(prefixed) },
    spec: { ...CLASS, rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}
