import { routers } from '../../routers/index.ts';
import { type IngressNginxReading, readIngressNginx } from '../../routers/ingress-nginx-annotations.ts';
import type { Scene } from '../rule.ts';
import type { IngressView } from './ingress.ts';

/** An Ingress of ingress-nginx, and what its annotations ask for. */
export interface NginxIngress extends IngressView, IngressNginxReading {}

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** Ingresses that speak to ingress-nginx: by its annotations, and not under the class of another router. */
export function nginxIngresses(scene: Scene): readonly NginxIngress[] {
  return scene.ingresses
    .filter(({ annotations, className }) => {
      if (className !== undefined && isOthers(scene, className)) return false;
      return Object.keys(annotations).some((name) => name.startsWith(PREFIX));
    })
    .map((ingress) => ({ ...ingress, ...readIngressNginx(ingress.annotations) }));
}

/** Whether a class is known to be of another router: by its IngressClass among the documents, else by its usual name. */
function isOthers(scene: Scene, className: string): boolean {
  const controller = controllerOf(scene, className);
  const { controllers = [], classNames = [] } = routers['ingress-nginx'].marks;
  if (controller !== undefined) return !controllers.includes(controller);
  if (classNames.includes(className)) return false;
  return Object.values(routers).some(({ marks }) => marks.classNames?.includes(className));
}

/** What an IngressClass among the documents names as its controller. */
export function controllerOf(scene: Scene, className: string): string | undefined {
  const spec: unknown = Object.entries(scene.find('IngressClass', className, undefined)?.object ?? {}).find(
    ([key]) => key === 'spec',
  )?.[1];
  return typeof spec === 'object' && spec !== null && 'controller' in spec && typeof spec.controller === 'string'
    ? spec.controller
    : undefined;
}
