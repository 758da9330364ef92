import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnLab } from '@sticky/lab';
import { DEFAULT_IMAGE } from '@sticky/manifests';
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

/** A lab of one's own, in a process of its own. */
export async function startTestLab(): Promise<TestCluster> {
  const stateDir = await mkdtemp(join(tmpdir(), 'sticky-cluster-'));
  try {
    const lab = await spawnLab({
      stateDir,
      images: { [DEFAULT_IMAGE]: { script: join(PACKAGES, '..', 'apps', 'uuid-app', 'dist', 'uuid-app.cjs') } },
      main: join(PACKAGES, 'lab', 'src', 'main.ts'),
      detached: false,
    });
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

/** A namespace that lasts as long as one test. */
export interface TestNamespace extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Runs the real kubectl there; resolves with what it prints, rejects with what it complains about. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
}

export async function createNamespace(test: TestCluster): Promise<TestNamespace> {
  const namespace = `sticky-test-${randomBytes(4).toString('hex')}`;
  const place = [...(test.kubeconfig ? ['--kubeconfig', test.kubeconfig] : []), '--context', test.context];
  await kubectl([...place, 'create', 'namespace', namespace]);
  const cluster = await connect({ kubeconfig: test.kubeconfig, context: test.context, namespace });
  return {
    cluster,
    kubectl: (args, input) => kubectl([...place, '--namespace', namespace, ...args], input),
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      await kubectl([...place, 'delete', 'namespace', namespace, '--wait=false']);
    },
  };
}

function kubectl(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('kubectl', args, { stdio: 'pipe' });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(said.out);
      else reject(new Error(`kubectl ${args.join(' ')}: ${said.err}`));
    });
    child.stdin.end(input);
  });
}

function namedContexts(): readonly string[] {
  const named = process.env.STICKY_TEST_CONTEXT;
  return named ? [named] : [];
}
