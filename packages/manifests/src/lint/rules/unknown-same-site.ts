import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { quote } from '../../rules/quote.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION } from '../view/nginx.ts';

const VALUES = ['None', 'Lax', 'Strict'];

export const unknownSameSite: LintRule = {
  id: 'unknown-same-site',
  severity: 'warning',
  title: 'A SameSite that does not reach the cookie',
  why: 'ingress-nginx takes None, Lax and Strict in any case, but only these spellings reach the cookie; without one, browsers count it as Lax.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, settings } of scene.nginxIngresses) {
      const written = annotations[ANNOTATION.cookieSameSite];
      if (written === undefined || written === '' || settings.cookie.sameSite !== undefined) continue;
      const meant = VALUES.find((value) => value.toLowerCase() === written.trim().toLowerCase());
      yield {
        document,
        path: annotationPath(ANNOTATION.cookieSameSite),
        message: `${quote(written)} does not reach the cookie: write ${meant === undefined ? '"None", "Lax" or "Strict"' : `"${meant}"`}.`,
        ...(meant !== undefined && {
          fix: { title: `Write "${meant}"`, edits: [setAnnotation(document, ANNOTATION.cookieSameSite, meant)] },
        }),
      };
    }
  },
};
