import type { Affinity } from '../affinity.ts';
import type { AppSpec } from '../app-spec.ts';
import type { KubernetesObject, ServiceObject } from '../objects.ts';
import type { Rendered, RouterId, ServiceSettings } from '../router.ts';
import { routers } from '../routers/index.ts';
import { routingOf } from '../routing.ts';
import { renderDeployment } from './deployment.ts';
import { renderIngress } from './ingress.ts';
import { labelled } from './labels.ts';
import { renderService, withSettings } from './service.ts';

/** All objects of an App, in the order in which to apply them, and what the router cannot say of the affinity. */
export type RenderedApp = Omit<Rendered, 'serviceSettings'>;

/**
 * All objects of an App, in the order in which to apply them, and what the router cannot say of the affinity.
 *
 * @throws ManifestError `unsupported-affinity`, or `invalid-input` when the router needs a Service or a route that the App lacks.
 */
export function renderApp(app: AppSpec, affinity: Affinity, routerId: RouterId): RenderedApp {
  const plain: KubernetesObject[] = [renderDeployment(app)];
  if (app.serviceType !== undefined) plain.push(renderService(app));
  if (app.route !== undefined) plain.push(renderIngress(app));
  if (affinity.kind === 'none' && app.route === undefined) return { objects: plain, losses: [] };

  const { objects, ...rest } = renderCarriers(app, affinity, routerId);
  const service = objects.find(({ kind }) => kind === 'Service');
  const routed = objects.filter((object) => object !== service);
  return {
    ...rest,
    objects: [
      ...plain
        .filter(({ kind }) => kind !== 'Ingress' || routed.length === 0)
        .map((object) => (object.kind === 'Service' && service ? service : object)),
      ...routed,
    ],
  };
}

/**
 * Of an App's objects those that carry its affinity: what routes and, where the router is told there, the Service.
 *
 * @throws ManifestError as `renderApp` does
 */
export function renderCarriers(app: AppSpec, affinity: Affinity, routerId: RouterId): RenderedApp {
  const { objects, serviceSettings, ...rest } = routers[routerId].render(routingOf(app), affinity);
  const routed = objects.map((object) => labelled(object, app.name));
  return { ...rest, objects: [...servicesWith(app, serviceSettings), ...routed] };
}

function servicesWith(app: AppSpec, settings: ServiceSettings | undefined): readonly ServiceObject[] {
  return settings === undefined ? [] : [withSettings(renderService(app), settings)];
}
