import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, nginxCookieIngresses } from '../view/nginx.ts';

export const hashBesideCookie: LintRule = {
  id: 'hash-beside-cookie',
  severity: 'warning',
  title: '`upstream-hash-by` beside affinity by cookie',
  why: 'Affinity by cookie comes first: ingress-nginx hashes by nothing else on that Service, so clients without cookies meet any pod.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, settings } of nginxCookieIngresses(scene)) {
      if (settings.hashBy === undefined) continue;
      yield {
        document,
        path: annotationPath(ANNOTATION.hashBy),
        part: 'key',
        message: 'This does nothing beside affinity by cookie: take out one of the two.',
      };
    }
  },
};
