import { readAffinity } from '@sticky/manifests';
import type { Observed } from '../api/objects.ts';
import { serviceAddress, urlOf } from './addresses.ts';
import { type AppObjects, appObjects } from './app-objects.ts';
import type { AppView, PodView, ServiceView } from './app-view.ts';
import { gatewayRoutesOf } from './gateway-routes.ts';
import { podReady, podStatus } from './pod-status.ts';
import { problemsOf } from './problems.ts';
import { asObject, routesOf } from './routes.ts';
import type { Snapshot } from './snapshot.ts';
import { waitingFor } from './waiting-for.ts';

/** The Apps of a snapshot, by name: each Deployment with what belongs to it. */
export function assembleApps(snapshot: Snapshot): readonly AppView[] {
  return snapshot.deployments
    .map((deployment) => assembleApp(appObjects(deployment, snapshot), snapshot))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function assembleApp(objects: AppObjects, snapshot: Snapshot): AppView {
  const { deployment, pods, services, ingresses } = objects;
  const service = services[0] === undefined ? undefined : serviceView(services[0], snapshot);
  const serviceNames = new Set(services.map(({ metadata }) => metadata.name));
  const ingressRoutes = ingresses.flatMap((ingress) => routesOf(ingress, serviceNames, snapshot));
  const gatewayRoutes = snapshot.httpRoutes.flatMap((route) => gatewayRoutesOf(route, serviceNames, snapshot));
  return {
    name: deployment.metadata.name,
    uid: deployment.metadata.uid,
    image: deployment.spec.template.spec.containers[0]?.image ?? '',
    replicas: { wanted: deployment.spec.replicas, ready: pods.filter(podReady).length },
    pods: pods.map(podView),
    ...(service !== undefined && { service }),
    routes: [...ingressRoutes, ...gatewayRoutes],
    // Sticky makes no HTTPRoutes: it waits for none.
    waitingFor: waitingFor(objects, service, ingressRoutes, snapshot),
    problems: problemsOf(objects, snapshot),
  };
}

function podView(pod: Observed<'Pod'>): PodView {
  const { podIP, containerStatuses } = pod.status;
  const port = pod.spec.containers.flatMap(({ ports }) => ports)[0]?.containerPort;
  return {
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    status: podStatus(pod),
    ready: podReady(pod),
    ...(podIP && { address: podIP }),
    ...(port !== undefined && { port }),
    restarts: containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    createdAt: pod.metadata.creationTimestamp,
  };
}

function serviceView(service: Observed<'Service'>, snapshot: Snapshot): ServiceView {
  const address = serviceAddress(service, snapshot);
  return {
    name: service.metadata.name,
    type: service.spec.type,
    port: service.spec.ports[0]?.port ?? 0,
    ...(address !== undefined && { url: urlOf('http', address) }),
    affinity: readAffinity([asObject(service)], 'service-client-ip'),
  };
}
