import { routers } from '../../routers/index.ts';
import { ingressNginx } from '../../routers/ingress-nginx.ts';
import { type IngressNginxReading, readIngressNginx } from '../../routers/ingress-nginx-annotations.ts';
import type { Scene } from '../rule.ts';
import type { IngressView } from './ingress.ts';

/** An Ingress of ingress-nginx, and what its annotations ask for. */
export interface NginxIngress extends IngressView, IngressNginxReading {}

export const NGINX_PREFIX = 'nginx.ingress.kubernetes.io/';

/** Where ingress-nginx says what its annotations do. */
export const NGINX_DOCUMENTATION = ingressNginx.documentation;

/** Ingresses that speak to ingress-nginx: by its annotations, and not under the class of another router. */
export function nginxIngressesOf(scene: Pick<Scene, 'ingresses' | 'find'>): readonly NginxIngress[] {
  return scene.ingresses
    .filter(({ annotations, className }) => {
      if (className !== undefined && isOthers(scene, className)) return false;
      return Object.keys(annotations).some((name) => name.startsWith(NGINX_PREFIX));
    })
    .map((ingress) => ({ ...ingress, ...readIngressNginx(ingress.annotations) }));
}

/** Those that ask for a cookie and get it: a canary has its primary's, and one that is refused has nothing. */
export function nginxCookieIngresses(scene: Pick<Scene, 'nginxIngresses'>): readonly NginxIngress[] {
  return scene.nginxIngresses.filter(
    ({ settings, problems }) =>
      settings.affinity && settings.canary === undefined && problems.every(({ effect }) => effect !== 'rejected'),
  );
}

/** Whether a class is known to be of another router: by its IngressClass among the documents, else by its usual name. */
function isOthers(scene: Pick<Scene, 'find'>, className: string): boolean {
  const controller = controllerOf(scene, className);
  const { controllers = [], classNames = [] } = ingressNginx.marks;
  if (controller !== undefined) return !controllers.includes(controller);
  if (classNames.includes(className)) return false;
  return Object.values(routers).some(({ marks }) => marks.classNames?.includes(className));
}

/** What an IngressClass among the documents names as its controller. */
export function controllerOf(scene: Pick<Scene, 'find'>, className: string): string | undefined {
  const object = scene.find('IngressClass', className, undefined)?.object;
  if (object === undefined || !('spec' in object)) return undefined;
  const { spec } = object;
  if (typeof spec !== 'object' || spec === null || !('controller' in spec)) return undefined;
  return typeof spec.controller === 'string' ? spec.controller : undefined;
}
