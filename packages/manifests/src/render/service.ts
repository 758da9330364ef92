import type { AppSpec } from '../app-spec.ts';
import { ManifestError } from '../errors.ts';
import type { ServiceObject } from '../objects.ts';
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
