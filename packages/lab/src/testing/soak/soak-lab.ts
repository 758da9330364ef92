import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { type ApiClient, createApiClient } from '../../api/testing/api-client.ts';
import type { SocketAddress } from '../../network/address-book.ts';
import { readKubeconfig } from '../../state/kubeconfig.ts';
import { IMAGES, startTestLab, temporaryFolder, UUID_IMAGE } from '../lab.ts';
import { deployment, ingress, service } from '../manifests.ts';
import { STREAMS_POD } from './streams-pod.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const SERVICES = '/api/v1/namespaces/default/services';
const PODS = '/api/v1/namespaces/default/pods';
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';

export const APP_HOST = 'app.soak';
export const STREAMS_HOST = 'streams.soak';
const STREAMS_IMAGE = 'streams:1';
const PATIENT = { timeout: 20_000, interval: 50 };

/** A lab with the uuid app, sticky by cookie, and a pod that holds streams open; and a client for its API. */
export class SoakLab {
  readonly stateDir: string;
  readonly api: ApiClient;
  readonly ingress: SocketAddress;

  private constructor(stateDir: string, api: ApiClient, address: SocketAddress) {
    this.stateDir = stateDir;
    this.api = api;
    this.ingress = address;
  }

  /** All of it ends with the test. */
  static async start(): Promise<SoakLab> {
    const stateDir = await temporaryFolder();
    const script = join(await temporaryFolder(), 'streams.cjs');
    await writeFile(script, STREAMS_POD);
    const lab = await startTestLab({ stateDir, images: { ...IMAGES, [STREAMS_IMAGE]: { script } } });
    const access = readKubeconfig(await readFile(lab.kubeconfig, 'utf8'));
    if (access === undefined) throw new Error('the lab wrote no kubeconfig');
    const api = createApiClient({ url: access.server, ca: access.ca, token: access.token });
    onTestFinished(() => api.close());
    await create(api, DEPLOYMENTS, deployment('app', { replicas: 3 }, UUID_IMAGE));
    await create(api, DEPLOYMENTS, deployment('streams', {}, STREAMS_IMAGE));
    for (const name of ['app', 'streams']) await create(api, SERVICES, service(name));
    await create(api, INGRESSES, route('app', APP_HOST, { affinity: 'cookie' }));
    await create(api, INGRESSES, route('streams', STREAMS_HOST));
    const soak = new SoakLab(stateDir, api, await addressOf(api));
    await vi.waitFor(async () => expect(await soak.readyPods('app')).toHaveLength(3), PATIENT);
    await vi.waitFor(async () => expect(await soak.readyPods('streams')).toHaveLength(1), PATIENT);
    return soak;
  }

  /** Names of the app's pods that are ready and not on their way out. */
  async readyPods(app: string): Promise<string[]> {
    const { body } = await this.api.call<{ readonly items: readonly Pod[] }>(`GET ${PODS}?labelSelector=app%3D${app}`);
    return body.items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .filter(({ status }) => status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
      .map(({ metadata }) => metadata.name);
  }

  async deletePod(name: string): Promise<void> {
    await this.#call(`DELETE ${PODS}/${name}`);
  }

  async scale(replicas: number): Promise<void> {
    await this.#patch(`${DEPLOYMENTS}/app`, { spec: { replicas } });
  }

  /** As `kubectl rollout restart`. */
  async restart(count: number): Promise<void> {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': String(count) };
    await this.#patch(`${DEPLOYMENTS}/app`, { spec: { template: { metadata: { annotations } } } });
  }

  /** A route comes, the one of the streams changes, and the one that came goes. */
  async changeRoutes(count: number): Promise<void> {
    await create(this.api, INGRESSES, route('passing', `passing-${count}.soak`));
    const annotations = { 'nginx.ingress.kubernetes.io/proxy-read-timeout': String(100 + count) };
    await this.#patch(`${INGRESSES}/streams`, { metadata: { annotations } });
    await this.#call(`DELETE ${INGRESSES}/passing`);
  }

  /** Resolves when as many pods are ready as the Deployment wants, and no older one is left. */
  async settled(): Promise<void> {
    await vi.waitFor(async () => {
      const { body } = await this.api.call<Deployed>(`GET ${DEPLOYMENTS}/app`);
      const { status, spec, metadata } = body;
      const counts = [status?.updatedReplicas, status?.availableReplicas, status?.replicas];
      expect([status?.observedGeneration, ...counts]).toEqual([
        metadata.generation,
        ...counts.map(() => spec.replicas),
      ]);
    }, PATIENT);
  }

  async #patch(path: string, body: object): Promise<void> {
    await this.#call(`PATCH ${path}`, { body, contentType: 'application/merge-patch+json' });
  }

  async #call(what: string, options: Parameters<ApiClient['call']>[1] = {}): Promise<void> {
    const { status, body } = await this.api.call(what, options);
    if (status >= 300) throw new Error(`${what}: ${JSON.stringify(body)}`);
  }
}

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Deployed {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

interface Routed {
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip: string; readonly ports?: readonly { readonly port: number }[] }[];
    };
  };
}

async function create(api: ApiClient, path: string, body: object): Promise<void> {
  const { status, body: answer } = await api.call(`POST ${path}`, { body });
  if (status !== 201) throw new Error(`${path}: ${JSON.stringify(answer)}`);
}

function route(name: string, host: string, annotations: Readonly<Record<string, string>> = {}) {
  const service = { name: name === 'passing' ? 'app' : name, port: { number: 80 } };
  const paths = [{ path: '/', pathType: 'Prefix', backend: { service } }];
  const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
  return ingress(name, { rules: [{ host, http: { paths } }] }, Object.fromEntries(prefixed));
}

async function addressOf(api: ApiClient): Promise<SocketAddress> {
  return await vi.waitFor(async () => {
    const { body } = await api.call<Routed>(`GET ${INGRESSES}/streams`);
    const [place] = body.status?.loadBalancer?.ingress ?? [];
    expect(place?.ip, JSON.stringify(body)).toBeTruthy();
    return { host: place?.ip ?? '', port: place?.ports?.[0]?.port ?? 80 };
  }, PATIENT);
}
