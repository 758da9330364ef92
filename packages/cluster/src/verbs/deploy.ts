import { type DeploymentObject, parseAppSpec, renderDeployment } from '@sticky/manifests';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { preview } from '../plan/preview.ts';
import { takeSnapshot } from '../view/snapshot.ts';

export interface DeployInput {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly port: number;
  readonly healthPath: string;
}

/**
 * Makes the Deployment of an App, or changes it to what is asked.
 *
 * @throws ManifestError `invalid-input`; ClusterError
 */
export async function deploy(cluster: Cluster, input: DeployInput, { signal }: CallOptions = {}): Promise<Plan> {
  const app = parseAppSpec(input);
  const { snapshot } = await takeSnapshot(cluster.api, signal);
  const live = snapshot.deployments.find(({ metadata }) => metadata.name === app.name);
  const containers = live?.spec.template.spec.containers.map(({ name }) => name) ?? [];
  const pods = `${app.replicas} ${app.replicas === 1 ? 'pod' : 'pods'}`;
  return preview(
    cluster,
    {
      title: `${live === undefined ? 'Deploy' : 'Change'} ${app.name}: ${pods} of ${app.image}`,
      app: app.name,
      apply: [asContainer(renderDeployment(app), containers)],
    },
    signal,
  );
}

/** Containers are merged by name: under a new one, a live Deployment would get a second container beside its own. */
function asContainer(rendered: DeploymentObject, live: readonly string[]): DeploymentObject {
  const { spec } = rendered;
  const container = spec?.template.spec?.containers[0];
  const [name, ...others] = live;
  if (spec === undefined || container === undefined || name === undefined || live.includes(container.name))
    return rendered;
  if (others.length > 0) {
    throw new ClusterError(
      'not-possible',
      `Deployment ${rendered.metadata.name} has the containers ${live.join(', ')}: change its image with kubectl.`,
    );
  }
  const template = { ...spec.template, spec: { ...spec.template.spec, containers: [{ ...container, name }] } };
  return { ...rendered, spec: { ...spec, template } };
}
