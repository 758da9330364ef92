import { DEFAULT_INGRESS_CLASS, type RouterId } from '@sticky/manifests';
import type { Observed } from '../api/objects.ts';
import type { Snapshot } from './snapshot.ts';

/** The controllers of ingress-nginx: its default, and those that its guide has for more than one (`k8s.io/internal-ingress-nginx`). */
const INGRESS_NGINX = /^k8s\.io\/.*ingress-nginx/;
const OLD_CLASS = 'kubernetes.io/ingress.class';
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

/** The class that an Ingress names: by its field, else by the annotation from before there were classes. */
export function classOf({ metadata, spec }: Observed<'Ingress'>): string | undefined {
  return spec.ingressClassName ?? metadata.annotations[OLD_CLASS];
}

/** The class that the cluster gives to an Ingress which names none. */
export function defaultClass({ ingressClasses }: Snapshot): string | undefined {
  return ingressClasses.find(({ metadata }) => metadata.annotations[DEFAULT_CLASS] === 'true')?.metadata.name;
}

/** The classes that ingress-nginx serves. */
export function ingressNginxClasses({ ingressClasses }: Snapshot): readonly string[] {
  return ingressClasses.filter(({ spec }) => INGRESS_NGINX.test(spec.controller)).map(({ metadata }) => metadata.name);
}

/**
 * Who serves the Ingresses of a class, or those without one; undefined when that is nobody whom Sticky knows.
 *
 * Where there are no classes, or they may not be seen, the name under which ingress-nginx installs its own has to do. It
 * serves Ingresses without a class where it is told to (`--watch-ingress-without-class`), which the API does not show.
 */
export function routerOf(className: string | undefined, snapshot: Snapshot): RouterId | undefined {
  const blind = snapshot.ingressClasses.length === 0;
  const its = blind ? [DEFAULT_INGRESS_CLASS] : ingressNginxClasses(snapshot);
  const served = className === undefined ? its.length > 0 : its.includes(className);
  return served ? 'ingress-nginx' : undefined;
}
