import {
  type Affinity,
  type KubernetesObject,
  parseAffinity,
  type RouterId,
  type RouteSpec,
  renderCarriers,
  renderIngress,
} from '@sticky/manifests';
import type { CallOptions } from '../call-options.ts';
import type { Cluster } from '../connect.ts';
import { ClusterError } from '../errors.ts';
import { type AppliedConfiguration, extractApplied } from '../plan/applied-configuration.ts';
import type { Plan } from '../plan/plan.ts';
import { preview } from '../plan/preview.ts';
import { classOf, defaultClass, ingressNginxClasses, routerOf } from '../view/ingress-class.ts';
import { withAffinityOf } from './affinity-fields.ts';
import { type FoundApp, findApp, specOf } from './find-app.ts';
import { liveObject } from './live-object.ts';
import { ingressesAt, toService } from './route.ts';

export interface StickInput {
  readonly name: string;
  readonly affinity: Affinity;
  /** Default: `service-client-ip` for the client address, else `ingress-nginx`. */
  readonly router?: Extract<RouterId, 'ingress-nginx' | 'service-client-ip'> | undefined;
  /** The route to make sticky; made when there is none. Default: every route that the App has. */
  readonly route?: RouteSpec | undefined;
}

/**
 * Sets the affinity on what routes to the App: on its Service, or on its Ingresses. What they say otherwise stays.
 *
 * @throws ManifestError `invalid-input`, `unsupported-affinity`; ClusterError `not-found`, `not-possible`
 */
export async function stick(cluster: Cluster, input: StickInput, { signal }: CallOptions = {}): Promise<Plan> {
  const { name, route } = input;
  const affinity = parseAffinity(input.affinity);
  const router = input.router ?? (affinity.kind === 'client-address' ? 'service-client-ip' : 'ingress-nginx');
  const found = await findApp(cluster, name, signal);
  const spec = specOf(found);
  // The Service keeps a client whatever routes to it, and would call a route a loss.
  const routed = router === 'service-client-ip' ? spec : { ...spec, route: route ?? { path: '/' } };
  const { objects, losses } = renderCarriers(routed, affinity, router);
  const apply = await Promise.all(objects.map((rendered) => overLive(cluster, found, rendered, route, signal)));
  const title = `Make ${name} sticky by ${inWords(affinity)}`;
  return preview(cluster, { title, app: name, apply: apply.flat(), losses }, signal);
}

async function overLive(
  cluster: Cluster,
  found: FoundApp,
  rendered: KubernetesObject,
  route: RouteSpec | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly AppliedConfiguration[]> {
  if (rendered.kind === 'Ingress') requireIngressNginx(found, route);
  const targets = rendered.kind === 'Service' ? found.services : ingressesAt(found, route);
  if (targets.length === 0) return [withAffinityOf(newIngress(found, route), rendered)];
  return Promise.all(
    targets.map(async ({ metadata }) => {
      const live = await liveObject(cluster, { kind: rendered.kind, name: metadata.name }, signal);
      return withAffinityOf(extractApplied(live), rendered);
    }),
  );
}

/** Any other controller takes the annotations without a word, and does nothing. */
function requireIngressNginx(found: FoundApp, route: RouteSpec | undefined): void {
  const { snapshot } = found;
  const there = ingressesAt(found, route).map(classOf);
  const wanted = there.length > 0 ? there : [route?.ingressClassName ?? defaultClass(snapshot)];
  const foreign = wanted.filter((className) => routerOf(className, snapshot) !== 'ingress-nginx');
  if (foreign.length === 0) return;
  const named = foreign.map((className) => (className === undefined ? 'no class' : `class "${className}"`));
  const classes = ingressNginxClasses(snapshot);
  const cure = classes.length > 0 ? `give its Ingress the class ${classes.join(' or ')}` : 'install ingress-nginx';
  throw new ClusterError(
    'not-possible',
    `ingress-nginx does not serve a route of ${named.join(' or ')}: ${cure}, or stick by client address on the Service.`,
  );
}

function newIngress(found: FoundApp, route: RouteSpec | undefined): AppliedConfiguration {
  const spec = specOf(found);
  if (route === undefined) {
    throw new ClusterError(
      'not-possible',
      `${spec.name} has no Ingress to make sticky: give one by its host, such as sticky.info.`,
    );
  }
  const serviceName = found.services[0]?.metadata.name ?? spec.name;
  return { ...toService(renderIngress({ ...spec, route }), serviceName, spec.port) };
}

function inWords(affinity: Affinity): string {
  switch (affinity.kind) {
    case 'cookie':
      return `cookie "${affinity.name}"`;
    case 'header':
      return `header ${affinity.name}`;
    case 'client-address':
      return 'client address';
    case 'none':
      return 'nothing';
  }
}
