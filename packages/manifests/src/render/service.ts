import type { AppSpec } from '../app-spec.ts';
import { ManifestError } from '../errors.ts';
import type { ServiceObject } from '../objects.ts';
import type { ServiceSettings } from '../router.ts';
import { labelsOf, selectorOf } from './labels.ts';

/** The Service of an App, without affinity. @throws ManifestError `invalid-input` when the App asks for none. */
export function renderService(app: AppSpec): ServiceObject {
  if (app.serviceType === undefined) {
    const message = `${app.name} has no Service: give a serviceType, such as ClusterIP.`;
    throw new ManifestError('invalid-input', message, { issues: [{ path: 'serviceType', message }] });
  }
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: app.name, labels: labelsOf(app.name) },
    spec: {
      type: app.serviceType,
      selector: selectorOf(app.name),
      // targetPort by number: a Deployment that kubectl made has no port names.
      ports: [{ port: app.port, targetPort: app.port, protocol: 'TCP' }],
    },
  };
}

/** A Service that says what a router asks of it; everything else stays. */
export function withSettings(service: ServiceObject, settings: ServiceSettings): ServiceObject {
  const { annotations, labels, spec, externalSpec } = settings;
  const { metadata } = service;
  const external = service.spec?.type === 'NodePort' || service.spec?.type === 'LoadBalancer';
  return {
    ...service,
    metadata: {
      ...metadata,
      ...(labels !== undefined && { labels: { ...metadata.labels, ...labels } }),
      ...(annotations !== undefined && { annotations: { ...metadata.annotations, ...annotations } }),
    },
    spec: { ...service.spec, ...spec, ...(external && externalSpec) },
  };
}
