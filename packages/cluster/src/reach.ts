import type { ProbeOptions, Target } from '@sticky/probe';
import { ClusterError } from './errors.ts';
import type { AppView, RouteView } from './view/app-view.ts';

/**
 * Where an App is reached from here: over its Service, or over one of its routes (the first, or the one whose URL or
 * Ingress or HTTPRoute is named `route`).
 *
 * @throws ClusterError `no-address`, which says what to do
 */
export function reach(app: AppView, via: 'service' | 'route', route?: string): Target {
  return via === 'service' ? reachService(app) : reachRoute(app, route);
}

/**
 * What the cluster says of an App that a probe could not know: how many pods are ready, and which header field may hold a
 * client on this route. What it is worth the probe finds out.
 */
export function probeHints(
  app: AppView,
  via: 'service' | 'route',
  route?: string,
): Pick<ProbeOptions, 'readyBackends' | 'headers'> {
  const affinity = via === 'route' ? findRoute(app, route)?.affinity : undefined;
  return {
    readyBackends: app.replicas.ready,
    ...(affinity?.kind === 'header' && { headers: [affinity.name] }),
  };
}

function reachService(app: AppView): Target {
  const { service } = app;
  if (service === undefined) throw new ClusterError('no-address', `${app.name} has no Service: expose it first.`);
  if (service.url !== undefined) return { url: `${service.url}/` };
  const why =
    service.type === 'LoadBalancer'
      ? 'has no address yet: wait for it, or expose it as NodePort where no load balancer is at hand'
      : `is reached only inside the cluster (${service.type}): expose it as LoadBalancer or NodePort`;
  throw new ClusterError('no-address', `Service ${service.name} ${why}.`);
}

function reachRoute(app: AppView, wanted: string | undefined): Target {
  const found = findRoute(app, wanted);
  if (found !== undefined) {
    if (found.connectTo !== undefined) return { url: found.url, connectTo: found.connectTo };
    throw new ClusterError(
      'no-address',
      `Route ${found.url} has no address yet: wait for it, or check that an ingress controller serves its class.`,
    );
  }
  if (app.routes.length === 0) {
    throw new ClusterError('no-address', `${app.name} has no route: expose it with a host, or stick it with one.`);
  }
  const known = app.routes.map(({ url }) => url).join(', ');
  throw new ClusterError('no-address', `${app.name} has no route "${wanted}": it has ${known}.`);
}

function findRoute({ routes }: AppView, wanted: string | undefined): RouteView | undefined {
  return wanted === undefined ? routes[0] : routes.find((route) => isRoute(route, wanted));
}

function isRoute({ name, url }: RouteView, wanted: string): boolean {
  return name === wanted || url === wanted || url === `${wanted}/`;
}
