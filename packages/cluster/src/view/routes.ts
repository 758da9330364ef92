import { type KubernetesObject, readAffinity } from '@sticky/manifests';
import type { Observed } from '../api/objects.ts';
import { ingressAddress, urlOf } from './addresses.ts';
import type { RouteAffinity, RouteView } from './app-view.ts';
import { classOf, routerOf } from './ingress-class.ts';
import type { Snapshot } from './snapshot.ts';

/** The routes by which an Ingress leads to one of the services: one for each host and path. */
export function routesOf(
  ingress: Observed<'Ingress'>,
  services: ReadonlySet<string>,
  snapshot: Snapshot,
): readonly RouteView[] {
  const className = classOf(ingress);
  const router = routerOf(className, snapshot);
  const affinity: RouteAffinity =
    router === undefined ? { kind: 'unknown' } : readAffinity([asObject(ingress)], router);
  const view = ({ host, path }: { host: string; path: string }): RouteView => {
    const scheme = hasTls(ingress, host) ? 'https' : 'http';
    const connectTo = ingressAddress(ingress.status.loadBalancer.ingress, scheme);
    // A route without a host answers to any name, so to its own address too.
    const origin =
      host === '' && connectTo !== undefined
        ? urlOf(scheme, connectTo)
        : `${scheme}://${host || ingress.metadata.name}`;
    return {
      name: ingress.metadata.name,
      ...(router !== undefined && { router }),
      ...(className !== undefined && { className }),
      url: `${origin}${path}`,
      ...(connectTo !== undefined && { connectTo }),
      affinity,
    };
  };
  const leads = (name: string | undefined) => name !== undefined && services.has(name);
  const routes = ingress.spec.rules.flatMap(({ host, http }) =>
    (http?.paths ?? []).filter(({ backend }) => leads(backend.service?.name)).map(({ path }) => view({ host, path })),
  );
  return leads(ingress.spec.defaultBackend?.service?.name) ? [...routes, view({ host: '', path: '/' })] : routes;
}

/** Whether an entry of `spec.tls` is for the host: it names it, or a wildcard over it, or no host, which is any. */
function hasTls({ spec }: Observed<'Ingress'>, host: string): boolean {
  if (host === '') return false;
  const names = [host, host.replace(/^[^.]+\./, '*.')];
  return spec.tls.some(({ hosts }) => hosts.length === 0 || names.some((name) => hosts.includes(name)));
}

/** An observed object in the shape that the routers read. */
export function asObject(observed: Observed<'Ingress'> | Observed<'Service'>): KubernetesObject {
  const { name, annotations, labels } = observed.metadata;
  return { ...observed, metadata: { name, annotations, labels } };
}
