import type { AppObjects } from './app-objects.ts';
import type { RouteView, ServiceView } from './app-view.ts';
import { podReady } from './pod-status.ts';
import type { Snapshot } from './snapshot.ts';

/** What is not yet as it is wanted, one line each. Empty: the App is ready. */
export function waitingFor(
  objects: AppObjects,
  service: ServiceView | undefined,
  routes: readonly RouteView[],
  snapshot: Snapshot,
): readonly string[] {
  const { deployment, pods } = objects;
  const wanted = deployment.spec.replicas;
  const ready = pods.filter(podReady).length;
  const lines: string[] = [];
  const updated = Math.min(deployment.status.updatedReplicas, wanted);
  if (deployment.status.observedGeneration < deployment.metadata.generation)
    lines.push('the change is not yet taken up');
  else if (updated < wanted) lines.push(`${updated} of ${wanted} pods updated`);
  if (ready < wanted) lines.push(`${ready} of ${wanted} pods ready`);
  if (pods.length > wanted) lines.push(`${count(pods.length - wanted, 'surplus pod')} to end`);
  if (service !== undefined) {
    const endpoints = readyEndpoints(service.name, snapshot);
    if (endpoints !== undefined && endpoints < wanted) {
      lines.push(`Service ${service.name} leads to ${endpoints} of ${wanted} pods`);
    }
    if (service.type === 'LoadBalancer' && service.url === undefined)
      lines.push(`Service ${service.name} has no address`);
  }
  for (const { url, connectTo } of routes) if (connectTo === undefined) lines.push(`route ${url} has no address`);
  return lines;
}

/** Undefined when EndpointSlices cannot be seen. A missing `ready` counts as ready, as discovery.k8s.io/v1 says. */
function readyEndpoints(service: string, { endpointSlices, unseen }: Snapshot): number | undefined {
  if (unseen.has('EndpointSlice')) return undefined;
  return endpointSlices
    .filter(({ metadata }) => metadata.labels['kubernetes.io/service-name'] === service)
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ conditions }) => conditions.ready !== false).length;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
