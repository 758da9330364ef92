import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { quote } from '../../rules/quote.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { nginxCookieIngresses } from '../view/nginx.ts';

/** A browser goes by Max-Age where it has both (RFC 6265 5.3), so Expires is looked at alone. */
export const maxAgeOver: LintRule = {
  id: 'max-age-over',
  severity: 'error',
  title: 'A cookie that is over at once',
  why: 'A browser drops a cookie with an age of zero or less as it gets it, so every request meets any pod.',
  documentation: 'https://www.rfc-editor.org/rfc/rfc6265#section-5.2.2',
  *check(scene) {
    for (const { document, annotations, settings } of nginxCookieIngresses(scene)) {
      const { maxAge, expires } = settings.cookie;
      const seconds = maxAge ?? expires;
      if (seconds === undefined || seconds > 0) continue;
      const annotation = maxAge === undefined ? ANNOTATION.cookieExpires : ANNOTATION.cookieMaxAge;
      yield {
        document,
        path: annotationPath(annotation),
        message: `A cookie of ${quote(annotations[annotation] ?? '')} s is dropped at once: give the seconds of a whole visit, or take this out for as long as the browser is open.`,
      };
    }
  },
};
