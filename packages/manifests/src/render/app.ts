import type { Affinity } from '../affinity.ts';
import type { AppSpec } from '../app-spec.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Rendered, RouterId } from '../router.ts';
import { routers } from '../routers/index.ts';
import { renderDeployment } from './deployment.ts';
import { renderIngress } from './ingress.ts';
import { renderService } from './service.ts';

/**
 * All objects of an App, in the order in which to apply them, and what the router cannot say of the affinity.
 *
 * @throws ManifestError `unsupported-affinity`, or `invalid-input` when the router needs a Service or a route that the App lacks.
 */
export function renderApp(app: AppSpec, affinity: Affinity, routerId: RouterId): Rendered {
  const objects: KubernetesObject[] = [renderDeployment(app)];
  if (app.serviceType !== undefined) objects.push(renderService(app));
  if (app.route !== undefined) objects.push(renderIngress(app));
  if (affinity.kind === 'none') return { objects, losses: [] };

  const routed = routers[routerId].render(app, affinity);
  const carrier = (object: KubernetesObject) => routed.objects.find((other) => other.kind === object.kind) ?? object;
  return { objects: objects.map(carrier), losses: routed.losses };
}
