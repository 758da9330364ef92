import type { RouterId } from '../../router.ts';
import { INGRESS_NGINX_ANNOTATIONS } from '../../routers/ingress-nginx-annotations.ts';
import { titleOf } from '../object-title.ts';
import type { LintRule } from '../rule.ts';

/** Routers that send requests to the pods' own addresses. The clouds' own can go by the Service's node port as well. */
const TO_PODS: ReadonlySet<RouterId> = new Set<RouterId>(['ingress-nginx']);

export const bypassedClientIp: LintRule = {
  id: 'bypassed-client-ip',
  severity: 'warning',
  title: '`ClientIP` on a Service that a router passes by',
  why: "A router sends requests straight to pods: what comes through it never meets the Service's affinity, and would all come from the router's own address.",
  documentation: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity',
  *check(scene) {
    for (const { router, routing, from } of scene.readings) {
      const [object] = from;
      if (!TO_PODS.has(router) || object === undefined) continue;
      if (object.metadata.annotations?.[INGRESS_NGINX_ANNOTATIONS.serviceUpstream] !== undefined) continue;
      for (const { service } of routing.rules) {
        const bypassed = scene.findService(service, routing.namespace);
        if (bypassed?.sessionAffinity !== 'ClientIP') continue;
        yield {
          document: bypassed.document,
          path: ['spec', 'sessionAffinity'],
          message: `${titleOf({ object })} leads to the pods past this: keep clients there, by cookie say.`,
        };
      }
    }
  },
};
