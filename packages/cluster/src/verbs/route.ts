import type { IngressObject, RouteSpec } from '@sticky/manifests';
import type { Observed } from '../api/objects.ts';
import type { AppObjects } from '../view/app-objects.ts';

/** The Ingresses of an App that have this route; without one, all of them. */
export function ingressesAt({ ingresses }: AppObjects, route: RouteSpec | undefined): readonly Observed<'Ingress'>[] {
  if (route === undefined) return ingresses;
  const { host = '', path } = route;
  return ingresses.filter(({ spec }) =>
    spec.rules.some((rule) => rule.host === host && rule.http?.paths.some((other) => other.path === path)),
  );
}

/** The Ingress with this Service behind all its paths. */
export function toService(ingress: IngressObject, name: string, port: number): IngressObject {
  const backend = { service: { name, port: { number: port } } };
  const rules = (ingress.spec?.rules ?? []).map((rule) => ({
    ...rule,
    ...(rule.http && { http: { paths: rule.http.paths.map((path) => ({ ...path, backend })) } }),
  }));
  return { ...ingress, spec: { ...ingress.spec, rules } };
}
