import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { type LabProcess, spawnLab } from '@sticky/lab';
import { DEFAULT_IMAGE, type KubernetesObject } from '@sticky/manifests';
import type { JsonObject } from './api/json.ts';
import { type Cluster, connect } from './index.ts';

const PACKAGES = join(import.meta.dirname, '..', '..');

/** A cluster that tests may use: in namespaces of their own. */
export interface TestCluster {
  readonly context: string;
  /** Undefined: where kubectl looks by itself. */
  readonly kubeconfig: string | undefined;
  /** Balancers and routes have addresses here that this machine can reach. */
  readonly reachable: boolean;
  close(): Promise<void>;
}

/** The matrix: a lab that the tests start, and the cluster that `STICKY_TEST_CONTEXT` names. */
export const testClusters: readonly { readonly name: string; readonly start: () => Promise<TestCluster> }[] = [
  { name: 'the lab', start: startTestLab },
  ...namedContexts().map((context) => ({
    name: context,
    start: async () => ({ context, kubeconfig: undefined, reachable: false, close: async () => {} }),
  })),
];

/** A lab of one's own, with a state folder of its own. */
export async function startTestLab(): Promise<TestCluster> {
  const stateDir = await mkdtemp(join(tmpdir(), 'sticky-cluster-'));
  try {
    const lab = await spawnTestLab(stateDir);
    const close = async () => {
      await lab.close();
      await rm(stateDir, { recursive: true, force: true });
    };
    return { context: lab.context, kubeconfig: lab.kubeconfig, reachable: true, close };
  } catch (error) {
    await rm(stateDir, { recursive: true, force: true });
    throw error;
  }
}

/** A lab in a process of its own, for tests that disturb it. */
export function spawnTestLab(stateDir: string): Promise<LabProcess> {
  return spawnLab({
    stateDir,
    images: { [DEFAULT_IMAGE]: { script: join(PACKAGES, '..', 'apps', 'uuid-app', 'dist', 'uuid-app.cjs') } },
    main: join(PACKAGES, 'lab', 'src', 'main.ts'),
    detached: false,
  });
}

/** A namespace that lasts as long as one test. */
export interface TestNamespace extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Makes an object there as somebody else: not through what is tested, and not as its field manager. */
  create(object: KubernetesObject & JsonObject): Promise<void>;
}

export async function createNamespace(test: TestCluster): Promise<TestNamespace> {
  const name = `sticky-test-${randomBytes(4).toString('hex')}`;
  const somebody = somebodyElse(test);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await somebody.create(namespace);
  const cluster = await connect({ kubeconfig: test.kubeconfig, context: test.context, namespace: name });
  return {
    cluster,
    create: async (object) => {
      const metadata = { ...object.metadata, namespace: name };
      await somebody.create({ ...object, metadata }, undefined, undefined, 'somebody');
    },
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      await somebody.delete(namespace);
    },
  };
}

/** Another client of the same API, as far as tests need one. */
function somebodyElse({ kubeconfig, context }: TestCluster): KubernetesObjectApi {
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  return KubernetesObjectApi.makeApiClient(config);
}

function namedContexts(): readonly string[] {
  const named = process.env.STICKY_TEST_CONTEXT;
  return named ? [named] : [];
}
