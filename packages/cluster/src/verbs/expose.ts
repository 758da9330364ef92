import {
  type KubernetesObject,
  parseAppSpec,
  type RouteSpec,
  renderIngress,
  renderService,
  type ServiceObject,
  type ServiceType,
} from '@sticky/manifests';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import { extractApplied, overlay } from '../plan/applied-configuration.ts';
import type { Plan } from '../plan/plan.ts';
import { preview, refOf } from '../plan/preview.ts';
import { containerPort, type FoundApp, findApp } from './find-app.ts';
import { ingressesAt, toService } from './route.ts';

export interface ExposeInput {
  readonly name: string;
  readonly serviceType: ServiceType;
  /** Default: the first port that the live Deployment's container declares. */
  readonly port?: number | undefined;
  /** Also makes the Ingress. */
  readonly route?: RouteSpec | undefined;
}

/**
 * Makes the Service of an App, for the selector and port of its live Deployment; with a route, the Ingress too. What
 * Sticky set on them before, an affinity for example, stays.
 *
 * @throws ManifestError `invalid-input`; ClusterError `not-found`, `not-possible`
 */
export async function expose(cluster: Cluster, input: ExposeInput, { signal }: CallOptions = {}): Promise<Plan> {
  const { name, serviceType, route } = input;
  const found = await findApp(cluster, name, signal);
  const port = input.port ?? containerPort(found);
  if (port === undefined) {
    throw new ClusterError(
      'not-possible',
      `The Deployment ${name} declares no port: say which one its container listens on.`,
    );
  }
  const spec = parseAppSpec({ ...placeholder, name, port, serviceType, ...(route !== undefined && { route }) });
  const service = serviceFor(found, renderService(spec));
  const routed = spec.route === undefined || ingressesAt(found, spec.route).length > 0;
  const ingresses = routed ? [] : [toService(renderIngress(spec), service.metadata.name, port)];
  const apply = await Promise.all([service, ...ingresses].map((object) => overApplied(cluster, object, signal)));
  const at = route === undefined ? '' : `, ${route.host ?? 'any host'}${route.path}`;
  return preview(cluster, { title: `Expose ${name} as ${serviceType} on port ${port}${at}`, app: name, apply }, signal);
}

/** Manifests asks for a whole App; a Service and an Ingress say nothing of these. */
const placeholder = { image: 'none', replicas: 1, healthPath: '/' };

/** The Service for the live Deployment: its selector, its port, and under the name of the Service that it has. */
function serviceFor(found: FoundApp, rendered: ServiceObject): ServiceObject {
  const name = found.services[0]?.metadata.name ?? rendered.metadata.name;
  const targetPort = containerPort(found);
  const ports = (rendered.spec?.ports ?? []).map((port) => (targetPort === undefined ? port : { ...port, targetPort }));
  return {
    ...rendered,
    metadata: { ...rendered.metadata, name },
    spec: { ...rendered.spec, selector: selectorOf(found), ports },
  };
}

async function overApplied(
  cluster: Cluster,
  object: KubernetesObject,
  signal: AbortSignal | undefined,
): Promise<KubernetesObject> {
  const live = await cluster.api.get(refOf(object), signal);
  return live === undefined ? object : overlay(extractApplied(live), object);
}

function selectorOf({ deployment }: FoundApp): Record<string, string> {
  const { matchLabels, matchExpressions } = deployment.spec.selector;
  if (matchExpressions.length === 0) return matchLabels;
  throw new ClusterError(
    'not-possible',
    `The Deployment ${deployment.metadata.name} selects its pods by expressions, which a Service cannot: make its Service with kubectl.`,
  );
}
