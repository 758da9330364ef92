import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { COOKIE_MAX_AGE } from '../../rules/range.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { nginxCookieIngresses } from '../view/nginx.ts';

export const maxAgeBeyondBrowsers: LintRule = {
  id: 'max-age-beyond-browsers',
  severity: 'note',
  title: 'A cookie that is to last longer than browsers keep one',
  why: 'Browsers keep no cookie for longer than 400 days, whatever it says.',
  documentation: 'https://developer.chrome.com/blog/cookie-max-age-expires',
  *check(scene) {
    for (const { document, settings } of nginxCookieIngresses(scene)) {
      const { maxAge, expires } = settings.cookie;
      if ((maxAge ?? expires ?? 0) <= COOKIE_MAX_AGE.to) continue;
      yield {
        document,
        path: annotationPath(maxAge === undefined ? ANNOTATION.cookieExpires : ANNOTATION.cookieMaxAge),
        message: `A browser keeps the cookie for 400 days (${COOKIE_MAX_AGE.to} s) at most: give that, or less.`,
      };
    }
  },
};
