import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { cookieNameIssue } from '../../rules/http.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { nginxCookieIngresses } from '../view/nginx.ts';

/** ingress-nginx lets "/" and ":" through; what it drops is found by `dropped-annotation-value`. */
export const invalidCookieName: LintRule = {
  id: 'invalid-cookie-name',
  severity: 'warning',
  title: 'A name that no cookie should have',
  why: 'A cookie name is a token (RFC 6265 4.1.1): servers and proxies on the way drop others, or read them differently.',
  documentation: 'https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1',
  *check(scene) {
    for (const { document, settings } of nginxCookieIngresses(scene)) {
      const issue = cookieNameIssue(settings.cookie.name);
      if (issue !== undefined) yield { document, path: annotationPath(ANNOTATION.cookieName), message: issue };
    }
  },
};
