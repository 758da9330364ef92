import { INGRESS_NGINX_ANNOTATIONS } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath, removeAnnotation } from '../annotation.ts';
import { nearest } from '../near.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, NGINX_PREFIX } from '../view/nginx.ts';

const KNOWN: readonly string[] = Object.values(INGRESS_NGINX_ANNOTATIONS);

/** Near misses are what `misspelt-annotation` finds. */
export const ignoredCookieAnnotation: LintRule = {
  id: 'ignored-cookie-annotation',
  severity: 'warning',
  title: 'A cookie annotation that does not exist',
  why: 'Tutorials name annotations that ingress-nginx never had or has no more: it passes over them without a word.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, problems } of scene.nginxIngresses) {
      for (const name of Object.keys(annotations)) {
        if (!name.startsWith(`${NGINX_PREFIX}session-cookie-`) || KNOWN.includes(name)) continue;
        if (nearest(name, KNOWN) !== undefined) continue;
        const told = problems.find(({ annotation }) => annotation === name)?.message;
        yield {
          document,
          path: annotationPath(name),
          part: 'key',
          message: told ?? `ingress-nginx has no annotation ${name}: take it out.`,
          fix: { title: 'Take it out', edits: [removeAnnotation(document, name)] },
        };
      }
    }
  },
};
