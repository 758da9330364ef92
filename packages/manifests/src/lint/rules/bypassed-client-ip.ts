import { titleOf } from '../../object-identity.ts';
import type { KubernetesObject } from '../../objects.ts';
import type { RouterId } from '../../router.ts';
import type { LintRule } from '../rule.ts';

/** Routers that send requests to the pods' own addresses, if they are not told otherwise. The clouds' own go either way. */
const TO_PODS: ReadonlySet<RouterId> = new Set<RouterId>([
  'contour',
  'f5-nginx',
  'f5-nginx-virtualserver',
  'haproxy',
  'haproxy-backend',
  'haproxy-ingress',
  'ingress-nginx',
  'kong',
  'nginx-gateway-fabric',
  'openshift',
  'traefik',
  'traefik-ingressroute',
]);

/** What tells them otherwise, each in its own words: that the Service's address is the one to go to. */
const BY_SERVICE = /service-upstream|nativelb|use-cluster-ip|useClusterIP/i;

export const bypassedClientIp: LintRule = {
  id: 'bypassed-client-ip',
  severity: 'warning',
  title: '`ClientIP` on a Service that a router passes by',
  why: "A router sends requests straight to pods: what comes through it never meets the Service's affinity, and would all come from the router's own address.",
  documentation: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity',
  *check(scene) {
    for (const { router, routing, from, assumed } of scene.readings) {
      const [object] = from;
      if (!TO_PODS.has(router) || object === undefined || assumed.some(({ field }) => field === 'router')) continue;
      for (const { service } of routing.rules) {
        const bypassed = scene.findService(service, routing.namespace);
        if (bypassed?.sessionAffinity !== 'ClientIP' || goesByService([...from, bypassed.document.object])) continue;
        yield {
          document: bypassed.document,
          path: ['spec', 'sessionAffinity'],
          message: `${titleOf(object)} leads to the pods past this: keep clients there, by cookie say.`,
        };
      }
    }
  },
};

function goesByService(objects: readonly KubernetesObject[]): boolean {
  return BY_SERVICE.test(JSON.stringify(objects));
}
