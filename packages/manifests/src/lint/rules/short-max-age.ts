import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { nginxCookieIngresses } from '../view/nginx.ts';

/**
 * Seconds. Even applications that guard money end a session only after 2 to 5 minutes without a request (OWASP, below); a
 * cookie that is counted from its issue has to last longer than that for a client who does nothing but ask.
 */
const SHORTEST_SESSION = 300;

export const shortMaxAge: LintRule = {
  id: 'short-max-age',
  severity: 'warning',
  title: 'A cookie that ends in the middle of a session',
  why: 'The age of the cookie counts from its issue and is not renewed by further requests: a browser drops it in the middle of a visit, and the next request meets any pod.',
  documentation:
    'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-expiration',
  *check(scene) {
    for (const { document, settings } of nginxCookieIngresses(scene)) {
      const { maxAge, expires } = settings.cookie;
      const seconds = maxAge ?? expires;
      if (seconds === undefined || seconds <= 0 || seconds >= SHORTEST_SESSION) continue;
      yield {
        document,
        path: annotationPath(maxAge === undefined ? ANNOTATION.cookieExpires : ANNOTATION.cookieMaxAge),
        message: `A browser keeps the cookie for ${seconds} s, however busy it is: give the time that a whole visit may last, or take this out for as long as the browser is open.`,
      };
    }
  },
};
