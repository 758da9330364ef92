import type { AppSpec } from '../app-spec.ts';
import type { DeploymentObject } from '../objects.ts';
import { labelsOf, selectorOf } from './labels.ts';

/** Any user but root; the number that distroless images call `nonroot`. */
const USER = 65532;

/**
 * The Deployment of an App: probed, replaced without a gap, ended gracefully, and running as the Pod Security Standard
 * "restricted" asks (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
 */
export function renderDeployment(app: AppSpec): DeploymentObject {
  const httpGet = { path: app.healthPath, port: app.port };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app.name, labels: labelsOf(app.name) },
    spec: {
      replicas: app.replicas,
      selector: { matchLabels: selectorOf(app.name) },
      // A new pod is ready before an old one goes: who is sticky loses their pod, but never their answer.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: labelsOf(app.name) },
        spec: {
          automountServiceAccountToken: false,
          // The image may default to root, so the user is named: runAsNonRoot alone would refuse to start it.
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              name: containerName(app.image),
              image: app.image,
              ports: [{ containerPort: app.port, protocol: 'TCP' }],
              readinessProbe: { httpGet, periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 3 },
              // Slower to judge than readiness: a busy pod leaves the Service first and is restarted only when it stays deaf.
              livenessProbe: {
                httpGet,
                initialDelaySeconds: 10,
                periodSeconds: 10,
                timeoutSeconds: 2,
                failureThreshold: 3,
              },
              // No CPU limit: it would throttle a pod on an idle node. Memory has one, since it cannot be taken back.
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    },
  };
}

/** The image's last path part, as `kubectl create deployment` names it: applying over its Deployment adds no second container. */
function containerName(image: string): string {
  const [repository = ''] = image.split('@');
  const [base = ''] = (repository.split('/').at(-1) ?? '').split(':');
  return base
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/-+$/, '');
}
