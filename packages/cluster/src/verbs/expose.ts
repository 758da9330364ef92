import {
  type IngressObject,
  parseAppSpec,
  type RouteSpec,
  renderIngress,
  renderService,
  type ServiceType,
} from '@sticky/manifests';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import { type AppliedConfiguration, extractApplied } from '../plan/applied-configuration.ts';
import type { Plan } from '../plan/plan.ts';
import { preview } from '../plan/preview.ts';
import { overlay } from './affinity-fields.ts';
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
  const serviceName = found.services[0]?.metadata.name ?? name;
  const rendered = renderService(spec);
  const service = overlay(await applied(cluster, { kind: 'Service', name: serviceName }, signal), {
    ...rendered,
    metadata: { ...rendered.metadata, name: serviceName },
    spec: {
      ...rendered.spec,
      selector: selectorOf(found),
      ports: [{ port, targetPort: containerPort(found) ?? port, protocol: 'TCP' }],
    },
  });
  const ingress = spec.route === undefined || ingressesAt(found, spec.route).length > 0 ? [] : [renderIngress(spec)];
  const routes = await Promise.all(
    ingress.map((each) => overApplied(cluster, toService(each, serviceName, port), signal)),
  );
  const at = route === undefined ? '' : `, ${route.host ?? 'any host'}${route.path}`;
  const title = `Expose ${name} as ${serviceType} on port ${port}${at}`;
  return preview(cluster, { title, app: name, apply: [service, ...routes] }, signal);
}

/** Manifests asks for a whole App; a Service and an Ingress say nothing of these. */
const placeholder = { image: 'none', replicas: 1, healthPath: '/' };

/** What Sticky has applied to an object so far; nothing but its name when it is not there. */
async function applied(
  cluster: Cluster,
  ref: { readonly kind: string; readonly name: string },
  signal: AbortSignal | undefined,
): Promise<AppliedConfiguration> {
  const live = await cluster.api.get(ref, signal);
  return live === undefined ? { apiVersion: '', kind: ref.kind, metadata: { name: ref.name } } : extractApplied(live);
}

async function overApplied(cluster: Cluster, object: IngressObject, signal: AbortSignal | undefined) {
  return overlay(await applied(cluster, { kind: object.kind, name: object.metadata.name }, signal), object);
}

function selectorOf({ deployment }: FoundApp): Readonly<Record<string, string>> {
  const { matchLabels, matchExpressions } = deployment.spec.selector;
  if (matchExpressions.length === 0) return matchLabels;
  throw new ClusterError(
    'not-possible',
    `The Deployment ${deployment.metadata.name} selects its pods by expressions, which a Service cannot: make its Service with kubectl.`,
  );
}
