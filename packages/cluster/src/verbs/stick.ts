import type { Affinity, RouterId, RouteSpec } from '@sticky/manifests';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

export interface StickInput {
  readonly name: string;
  readonly affinity: Affinity;
  /** Default: `ingress-nginx` for a cookie, `service-client-ip` for the client address. */
  readonly router?: RouterId | undefined;
  /** The route to make sticky; made when there is none. Default: every route that the App has. */
  readonly route?: RouteSpec | undefined;
}

/** Sets the affinity on what routes to the App. */
export async function stick(_cluster: Cluster, _input: StickInput, _options: CallOptions = {}): Promise<Plan> {
  throw new ClusterError('not-possible', 'not built yet');
}
