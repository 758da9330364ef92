import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION } from '../view/nginx.ts';

export const rejectedAnnotationValue: LintRule = {
  id: 'rejected-annotation-value',
  severity: 'error',
  title: 'A value over which ingress-nginx rejects the Ingress',
  why: 'ingress-nginx leaves out an Ingress with such a value as a whole: its hosts answer 404, or as the version before said.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, problems } of scene.nginxIngresses) {
      for (const { annotation, message, effect } of problems) {
        if (effect === 'rejected') yield { document, path: annotationPath(annotation), message };
      }
    }
  },
};
