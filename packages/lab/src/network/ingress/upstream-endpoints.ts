import { INGRESS_NGINX_ANNOTATIONS } from '@sticky/manifests';
import type { ServicePort } from 'kubernetes-types/core/v1.js';
import type { IngressBackend, ServiceBackendPort } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import type { AnnotatedIngress } from './upstream-draft.ts';
import type { UpstreamSources } from './upstreams.ts';

/**
 * Who can answer for a backend: the ready pods of its Service, with `service-upstream` the Service's own address, or
 * what the name of an ExternalName stands for.
 */
export function endpointsOfBackend(
  { store, endpoints, book, names, warn }: UpstreamSources,
  { ingress, settings }: AnnotatedIngress,
  { service: backend }: IngressBackend,
): readonly ServiceEndpoint[] {
  const { namespace = 'default' } = ingress.metadata;
  const service = backend === undefined ? undefined : store.get('services', { namespace, name: backend.name });
  if (backend?.port === undefined || service?.spec === undefined) return [];
  if (settings.serviceUpstream) {
    const endpoint = clusterEndpointOf(service, backend.port);
    if (endpoint === undefined) warn(ingress, 'NoClusterIP', `${noClusterIp(backend.name)}: its pods are chosen`);
    else if (book.resolve(endpoint.ip, endpoint.port) !== undefined) return [endpoint];
    else {
      const why = 'services have no address of their own on this system, so its requests end in 502';
      warn(ingress, 'ClusterIPUnreachable', `${INGRESS_NGINX_ANNOTATIONS.serviceUpstream} cannot be had: ${why}`);
      return [endpoint];
    }
  }
  if (service.spec.type === 'ExternalName') {
    const port = externalPort(service, backend.port);
    if (port === undefined) return [];
    return names.addressesOf(service.spec.externalName?.replace(/\.$/, '') ?? '').map((ip) => ({ ip, port }));
  }
  const port = portOf(service, backend.port);
  return port === undefined ? [] : endpoints.endpointsOf(namespace, backend.name, port.name ?? '').ready;
}

function noClusterIp(service: string): string {
  return `${INGRESS_NGINX_ANNOTATIONS.serviceUpstream} is left out, as Service ${service} has no ClusterIP`;
}

/** Undefined for a Service that has no address: a headless one, and an ExternalName. */
function clusterEndpointOf(
  { spec }: Stored<'services'>,
  { number, name }: ServiceBackendPort,
): ServiceEndpoint | undefined {
  const port = number ?? spec?.ports?.find((candidate) => candidate.name === name)?.port;
  const ip = spec?.clusterIP;
  return ip === undefined || ip === '' || ip === 'None' || port === undefined ? undefined : { ip, port };
}

/** The port that an Ingress names by its number, by its name, or by what it leads to (controller.go, serviceEndpoints). */
function portOf({ spec }: Stored<'services'>, { number, name }: ServiceBackendPort): ServicePort | undefined {
  const wanted = String(number ?? name);
  return spec?.ports?.find(
    (port) => String(port.port) === wanted || String(port.targetPort) === wanted || port.name === wanted,
  );
}

/** What the Service's own port leads to, or a number that it does not name (controller.go, externalNamePorts). */
function externalPort({ spec }: Stored<'services'>, { number, name }: ServiceBackendPort): number | undefined {
  const own = spec?.ports?.find((port) => (number === undefined ? port.name === name : port.port === number));
  const port = own === undefined ? number : Number(own.targetPort ?? own.port);
  return Number.isInteger(port) ? port : undefined;
}
