import type { KubernetesObject } from '../objects.ts';
import type { Reading } from '../router.ts';
import { fromWholePath } from '../rules/whole-path-regex.ts';
import { byAffinity, NOT_STICKY, type Sticking } from './by-affinity.ts';
import { type HttpRoute, type HttpRouteRule, type RegexReader, readHttpRoutes } from './http-route.ts';

/**
 * The readings of HTTPRoutes, one for each affinity that the rules of a route have.
 *
 * @param sticking What a rule is given by its sessionPersistence or by a policy; undefined where by neither.
 * @param readRegex Default: of an expression that the whole path has to match, as in Envoy.
 */
export function routeReadings(
  objects: readonly KubernetesObject[],
  sticking: (rule: HttpRouteRule, route: HttpRoute) => Sticking | undefined,
  readRegex: RegexReader = fromWholePath,
): Reading[] {
  return readHttpRoutes(objects, readRegex).flatMap((route) => {
    const { object, gateways, routing, ruleOf, unread } = route;
    const found = new Map([...new Set(ruleOf.values())].map((rule) => [rule, sticking(rule, route) ?? NOT_STICKY]));
    const from = [object, ...gateways.map((gateway) => gateway.object)];
    return byAffinity(routing, { from, unread }, (rule) => {
      const own = ruleOf.get(rule);
      return (own && found.get(own)) ?? NOT_STICKY;
    });
  });
}
