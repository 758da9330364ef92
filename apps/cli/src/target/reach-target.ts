import type { ProbeOptions, Target } from '@sticky/probe';
import { CliError } from '../errors.ts';
import type { AppOrUrl } from '../options/app-or-url.ts';
import type { ReachOptions } from '../options/reach-options.ts';
import type { Run } from '../run.ts';
import { withCluster } from './connect-target.ts';
import { withOptions } from './target-options.ts';

export interface Reached {
  readonly target: Target;
  /** What the cluster knows of the route; nothing of a bare URL. */
  readonly hints: Pick<ProbeOptions, 'readyBackends' | 'headers'>;
  /** Pod names by what `identity` reads in an answer, as far as they can be known. */
  podNames(identity: string | undefined): Promise<Readonly<Record<string, string>>>;
}

/** Where to send requests for what the user named. @throws CliError, ClusterError */
export async function reachTarget(run: Run, what: AppOrUrl, options: ReachOptions): Promise<Reached> {
  const { via, route } = options;
  if (what.kind === 'url') {
    if (via !== undefined || route !== undefined)
      throw new CliError('usage', '--via and --route choose how to reach an app: leave them out for an address');
    return {
      target: await withOptions({ url: what.url }, options, process.env),
      hints: {},
      podNames: async () => ({}),
    };
  }
  if (via === 'service' && route !== undefined) {
    throw new CliError('usage', '--route names a route, and --via service asks for none: leave one of them out');
  }

  const { getApp, podIdentities, probeHints, reach } = await import('@sticky/cluster');
  const app = await withCluster(run, (cluster) => getApp(cluster, what.name, run));
  const way = via ?? (route !== undefined || app.routes.length > 0 ? 'route' : 'service');
  return {
    target: await withOptions(reach(app, way, route), options),
    hints: probeHints(app, way, route),
    // Also for a run that Ctrl+C has ended: what is known so far is shown with the names of the pods.
    podNames: (identity) => podIdentities(app, { identity }),
  };
}
