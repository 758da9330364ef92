import type { IngressNginxSettings } from '@sticky/manifests';
import type { ServicePort } from 'kubernetes-types/core/v1.js';
import type { IngressBackend, ServiceBackendPort } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { endpointsOf, type ServiceEndpoint } from '../endpoints.ts';

/** Who can answer for a backend: the ready pods of its Service, or with `service-upstream` the Service itself. */
export function endpointsOfBackend(
  store: StoreView,
  namespace: string,
  { service: backend }: IngressBackend,
  { serviceUpstream }: IngressNginxSettings,
): readonly ServiceEndpoint[] {
  const service = backend === undefined ? undefined : store.get('services', { namespace, name: backend.name });
  if (backend?.port === undefined || service === undefined) return [];
  const clusterEndpoint = serviceUpstream ? clusterEndpointOf(service, backend.port) : undefined;
  if (clusterEndpoint !== undefined) return [clusterEndpoint];
  const port = portOf(service, backend.port);
  return port === undefined ? [] : endpointsOf(store, namespace, backend.name, port.name ?? '').ready;
}

/** Undefined for a Service that has no address: a headless one, and one of type ExternalName. */
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
