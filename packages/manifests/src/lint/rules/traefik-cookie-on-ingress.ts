import { annotationPath } from '../annotation.ts';
import { moveToServices } from '../move-annotations.ts';
import type { LintRule } from '../rule.ts';
import { isSticky, TRAEFIK_DOCUMENTATION } from '../view/traefik.ts';

export const traefikCookieOnIngress: LintRule = {
  id: 'traefik-cookie-on-ingress',
  severity: 'error',
  title: "Traefik's cookie on an Ingress",
  why: 'Traefik reads service.sticky annotations on the Service alone: on an Ingress they do nothing, and every request meets any pod.',
  documentation: TRAEFIK_DOCUMENTATION,
  *check(scene) {
    for (const ingress of scene.ingresses) {
      const names = Object.keys(ingress.annotations).filter(isSticky);
      const [first] = names;
      if (first === undefined) continue;
      const fix = moveToServices(scene, ingress, names);
      yield {
        document: ingress.document,
        path: annotationPath(first),
        part: 'key',
        message: 'Traefik looks for this on the Service: write it, and what belongs to it, there.',
        ...(fix !== undefined && { fix }),
      };
    }
  },
};
