import { readFile } from 'node:fs/promises';
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
  /** Path of a certificate in PEM. */
  readonly ca?: string | undefined;
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
  const own = { ...(connectTo && { connectTo }), ...(await authorityIn(options.ca)) };
  if (what.kind === 'url') {
    if (via !== undefined)
      throw new CliError('usage', '--via chooses how to reach an app: leave it out for an address');
    return { target: { url: what.url, ...own }, podOf: {} };
  }

  const { getApp, podIdentities, reach } = await import('@sticky/cluster');
  const app = await withCluster(run, (cluster) => getApp(cluster, what.name, run));
  const target = reach(app, via ?? (app.routes.length > 0 ? 'route' : 'service'));
  return {
    target: { ...target, ...own },
    readyBackends: app.replicas.ready,
    podOf: await podIdentities(app, run),
  };
}

async function authorityIn(file: string | undefined): Promise<Pick<Target, 'ca'>> {
  if (file === undefined) return {};
  try {
    return { ca: await readFile(file, 'utf8') };
  } catch (cause) {
    throw new CliError('usage', `--ca: cannot read ${file}: name a certificate in PEM`, { cause });
  }
}
