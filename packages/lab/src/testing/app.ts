import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { type ApiClient, createApiClient } from '../api/testing/api-client.ts';
import { readIfThere } from '../state/folder.ts';
import { readKubeconfig } from '../state/kubeconfig.ts';
import { startTestLab, temporaryFolder, UUID_IMAGE } from './lab.ts';

const PODS = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
        containerStatuses: z.array(z.object({ restartCount: z.number() })).default([]),
      }),
    }),
  ),
});
const LOAD_BALANCER = z.object({
  status: z.object({
    loadBalancer: z.object({
      ingress: z.tuple([
        z.object({ ip: z.string(), ports: z.tuple([z.object({ port: z.number() })]).default([{ port: 80 }]) }),
      ]),
    }),
  }),
});
const WHO = z.object({ pod: z.string(), uuid: z.string() });

export interface AppAnswer {
  readonly status: number;
  /** Who answered; absent where that was no pod. */
  readonly pod: string | undefined;
  readonly uuid: string | undefined;
  /** The session cookie from now on, `name=value`. */
  readonly cookie: string;
  readonly milliseconds: number;
}

export interface TestAppOptions {
  readonly replicas?: number;
  /** Of the Ingress, without their prefix; beside those that make it sticky by cookie. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The uuid app in a lab of its own, behind an Ingress for sticky.info that is sticky by cookie. Ends with the test. */
export class TestApp {
  readonly stateDir: string;
  readonly api: ApiClient;
  readonly #agent = new Agent({ keepAlive: true });
  #ingress = { host: '', port: 0 };

  private constructor(stateDir: string, api: ApiClient) {
    this.stateDir = stateDir;
    this.api = api;
  }

  static async start({ replicas = 2, annotations = {} }: TestAppOptions = {}): Promise<TestApp> {
    const stateDir = await temporaryFolder();
    const lab = await startTestLab({ stateDir });
    const access = readKubeconfig((await readIfThere(lab.kubeconfig)) ?? '');
    if (access === undefined) throw new Error('the lab has no kubeconfig');
    const app = new TestApp(stateDir, createApiClient({ ...access, url: access.server }));
    onTestFinished(async () => {
      app.#agent.destroy();
      await app.api.close();
    });
    await app.#create(replicas, { affinity: 'cookie', ...annotations });
    return app;
  }

  /** Ready or not, as the API tells it now. */
  async pods(): Promise<readonly { name: string; isReady: boolean; restarts: number }[]> {
    const { body } = await this.api.call('GET /api/v1/namespaces/default/pods');
    return PODS.parse(body).items.map(({ metadata, status }) => ({
      name: metadata.name,
      isReady: status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
      restarts: status.containerStatuses[0]?.restartCount ?? 0,
    }));
  }

  /** One request through the ingress. */
  async ask({ cookie = '', host = 'sticky.info' } = {}): Promise<AppAnswer> {
    const begun = performance.now();
    const { status, cookies, body } = await this.#get({ Host: host, ...(cookie === '' ? {} : { Cookie: cookie }) });
    const who = status === 200 ? WHO.parse(JSON.parse(body)) : undefined;
    return {
      status,
      pod: who?.pod,
      uuid: who?.uuid,
      cookie: cookies.at(-1)?.split(';')[0] ?? cookie,
      milliseconds: performance.now() - begun,
    };
  }

  /** A session on each of the pods that answer: the pod's name to its cookie. */
  async sessions(count = 2): Promise<ReadonlyMap<string, string>> {
    const cookies = new Map<string, string>();
    await vi.waitFor(async () => {
      const { pod, cookie } = await this.ask();
      if (pod !== undefined) cookies.set(pod, cookie);
      if (cookies.size < count) throw new Error(`only ${cookies.size} of ${count} pods have a session`);
    }, PATIENT);
    return cookies;
  }

  async #create(replicas: number, annotations: Readonly<Record<string, string>>): Promise<void> {
    const labels = { app: 'web' };
    const readinessProbe = {
      httpGet: { path: '/', port: 8080 },
      periodSeconds: 1,
      timeoutSeconds: 1,
      failureThreshold: 2,
    };
    const containers = [{ name: 'app', image: UUID_IMAGE, readinessProbe }];
    await this.#post('/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'web' },
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
    });
    await this.#post('/api/v1/namespaces/default/services', {
      metadata: { name: 'web' },
      spec: { selector: labels, ports: [{ port: 8080 }] },
    });
    await this.route('web', 'sticky.info', annotations);
    await vi.waitFor(async () => {
      const ready = (await this.pods()).filter(({ isReady }) => isReady);
      if (ready.length < replicas) throw new Error(`${ready.length} of ${replicas} pods are ready`);
    }, PATIENT);
    this.#ingress = await vi.waitFor(async () => {
      const { body } = await this.api.call('GET /apis/networking.k8s.io/v1/namespaces/default/ingresses/web');
      const [{ ip: host, ports }] = LOAD_BALANCER.parse(body).status.loadBalancer.ingress;
      return { host, port: ports[0].port };
    }, PATIENT);
    await this.sessions(replicas);
  }

  /** An Ingress of that name that sends a host to the app. */
  async route(name: string, host: string, annotations: Readonly<Record<string, string>> = {}): Promise<void> {
    const prefixed = Object.entries(annotations).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]);
    const backend = { service: { name: 'web', port: { number: 8080 } } };
    await this.#post('/apis/networking.k8s.io/v1/namespaces/default/ingresses', {
      metadata: { name, annotations: Object.fromEntries(prefixed) },
      spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
    });
  }

  async #post(path: string, body: unknown): Promise<void> {
    const { status, body: answer } = await this.api.call(`POST ${path}`, { body });
    if (status !== 201) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  }

  #get(headers: Record<string, string>): Promise<{ status: number; cookies: readonly string[]; body: string }> {
    return new Promise((resolve, reject) => {
      const asked = request({ ...this.#ingress, path: '/whoami', headers, agent: this.#agent }, (response) => {
        const { statusCode: status = 0, headers: fields } = response;
        text(response).then((body) => resolve({ status, cookies: fields['set-cookie'] ?? [], body }), reject);
      });
      asked.on('error', reject);
      asked.end();
    });
  }
}

const PATIENT = { timeout: 15_000, interval: 10 };
