import type { RouteSpec, ServiceType } from '@sticky/manifests';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

export interface ExposeInput {
  readonly name: string;
  readonly serviceType: ServiceType;
  /** Default: the first port that the live Deployment's container declares. */
  readonly port?: number | undefined;
  /** Also makes the Ingress. */
  readonly route?: RouteSpec | undefined;
}

/** Makes the Service of an App, for the selector and port of its live Deployment; with a route, the Ingress too. */
export async function expose(_cluster: Cluster, _input: ExposeInput, _options: CallOptions = {}): Promise<Plan> {
  throw new ClusterError('not-possible', 'not built yet');
}
