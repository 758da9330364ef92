import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan.ts';

export interface DeployInput {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly port: number;
  readonly healthPath: string;
}

/** Makes the Deployment of an App, or changes it to what is asked. */
export async function deploy(_cluster: Cluster, _input: DeployInput, _options: CallOptions = {}): Promise<Plan> {
  throw new ClusterError('not-possible', 'not built yet');
}
