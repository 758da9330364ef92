import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION } from '../view/nginx.ts';

export const serviceUpstream: LintRule = {
  id: 'service-upstream',
  severity: 'error',
  title: '`service-upstream` defeats affinity',
  why: "With service-upstream the only pod that ingress-nginx knows is the Service's own address: the cookie is set and comes back, and the Service still picks any pod.",
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, settings } of scene.nginxIngresses) {
      if (!settings.serviceUpstream || !(settings.affinity || settings.hashBy !== undefined)) continue;
      yield {
        document,
        path: annotationPath(ANNOTATION.serviceUpstream),
        message:
          'The Service picks a pod again behind the ingress: take this out, or keep clients on pods in the mesh.',
      };
    }
  },
};
