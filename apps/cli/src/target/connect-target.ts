import type { Cluster } from '@sticky/cluster';
import { CliError } from '../errors.ts';
import type { Run } from '../run.ts';
import { labStateDir } from './lab-files.ts';

/** The lab, when it is named as a context. */
export const LAB_CONTEXT = 'sticky-lab';

/**
 * Opens the cluster that the run names, else the running lab, for as long as `use` takes. The current context of a
 * kubeconfig is taken only from a file that was named: never touch a cluster that nobody spoke of.
 *
 * @throws CliError `no-lab`, `usage`
 * @throws ClusterError
 */
export async function withCluster<T>(run: Run, use: (cluster: Cluster) => Promise<T>): Promise<T> {
  const { connect } = await import('@sticky/cluster');
  const { namespace } = run.options;
  const cluster = await connect({ ...(await findTarget(run)), namespace, signal: run.signal });
  try {
    return await use(cluster);
  } finally {
    await cluster.close();
  }
}

async function findTarget({ options }: Run): Promise<{ context: string; kubeconfig?: string | undefined }> {
  const { context, kubeconfig } = options;
  if (kubeconfig !== undefined) return { kubeconfig, context: context ?? (await currentContext(kubeconfig)) };
  if (context !== undefined && context !== LAB_CONTEXT) return { context };
  const { labStatus } = await import('@sticky/lab');
  const lab = await labStatus(labStateDir());
  if (lab !== undefined) return lab;
  throw new CliError('no-lab', 'no lab is running: start it with `sticky lab up`, or name a cluster with --context');
}

async function currentContext(kubeconfig: string): Promise<string> {
  const { listContexts } = await import('@sticky/cluster');
  const current = listContexts({ kubeconfig }).find((context) => context.current);
  if (current === undefined) {
    throw new CliError('usage', `${kubeconfig} has no current context: name one with --context`);
  }
  return current.name;
}
