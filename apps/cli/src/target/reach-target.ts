import type { Target } from '@sticky/probe';
import { CliError } from '../errors.ts';
import type { AppOrUrl } from '../options/app-or-url.ts';
import type { HostAndPort } from '../options/host-and-port.ts';
import type { Run } from '../run.ts';
import { withCluster } from './connect-target.ts';

export interface ReachOptions {
  /** How to reach an App; default: its route when it has one, else its Service. */
  readonly via?: 'service' | 'route' | undefined;
  readonly connectTo?: HostAndPort | undefined;
}

export interface Reached {
  readonly target: Target;
  /** How many pods are ready; unknown for a bare URL. */
  readonly readyBackends?: number;
  /** Pod names by backend identity, as far as they can be known. */
  readonly podOf: Readonly<Record<string, string>>;
}

/** Where to send requests for what the user named. @throws CliError, ClusterError */
export async function reachTarget(run: Run, what: AppOrUrl, options: ReachOptions): Promise<Reached> {
  const { via, connectTo } = options;
  if (what.kind === 'url') {
    if (via !== undefined)
      throw new CliError('usage', '--via chooses how to reach an app: leave it out for an address');
    return { target: { url: what.url, ...(connectTo && { connectTo }) }, podOf: {} };
  }

  const { getApp, podIdentities, reach } = await import('@sticky/cluster');
  const app = await withCluster(run, (cluster) => getApp(cluster, what.name, run));
  const target = reach(app, via ?? (app.routes.length > 0 ? 'route' : 'service'));
  return {
    target: connectTo === undefined ? target : { ...target, connectTo },
    readyBackends: app.replicas.ready,
    podOf: await podIdentities(app, run),
  };
}
