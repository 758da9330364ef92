import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION } from '../view/nginx.ts';

/** These have rules of their own. */
const ELSEWHERE: readonly string[] = [
  ANNOTATION.affinity,
  ANNOTATION.affinityMode,
  ANNOTATION.cookieMaxAge,
  ANNOTATION.cookieExpires,
  ANNOTATION.cookieSameSite,
];

export const droppedAnnotationValue: LintRule = {
  id: 'dropped-annotation-value',
  severity: 'warning',
  title: 'A value that ingress-nginx drops',
  why: 'ingress-nginx goes on as if the annotation were not there, with nothing but a line in its log.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, problems } of scene.nginxIngresses) {
      for (const { annotation, message, effect } of problems) {
        if (effect !== 'dropped' || ELSEWHERE.includes(annotation)) continue;
        yield { document, path: annotationPath(annotation), message };
      }
    }
  },
};
