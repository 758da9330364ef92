import type { AppSpec } from '../app-spec.ts';
import { ManifestError } from '../errors.ts';
import type { IngressObject } from '../objects.ts';
import { labelsOf } from './labels.ts';

/** The Ingress of an App, without affinity. @throws ManifestError `invalid-input` when the App has no route. */
export function renderIngress(app: AppSpec): IngressObject {
  const { route } = app;
  if (route === undefined) {
    const message = `${app.name} has no route: give one with a path, such as "/".`;
    throw new ManifestError('invalid-input', message, { issues: [{ path: 'route', message }] });
  }
  const backend = { service: { name: app.name, port: { number: app.port } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: app.name, labels: labelsOf(app.name) },
    spec: {
      ...(route.ingressClassName !== undefined && { ingressClassName: route.ingressClassName }),
      rules: [
        {
          ...(route.host !== undefined && { host: route.host }),
          http: { paths: [{ path: route.path, pathType: 'Prefix', backend }] },
        },
      ],
    },
  };
}
