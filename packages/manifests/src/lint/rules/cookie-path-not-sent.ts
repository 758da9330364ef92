import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { quote } from '../../rules/quote.ts';
import { annotationPath } from '../annotation.ts';
import { pathMatches } from '../browser.ts';
import type { LintRule } from '../rule.ts';
import { nginxCookieIngresses } from '../view/nginx.ts';
import { isPattern } from '../view/pattern.ts';

/** A Path below a route's is sent for a part of it, which may be meant; one beside it never is. */
export const cookiePathNotSent: LintRule = {
  id: 'cookie-path-not-sent',
  severity: 'error',
  title: 'A cookie Path that no request of the route is under',
  why: 'A browser sends a cookie only for paths at or below its Path: it never comes back here, so every request meets any pod.',
  documentation: 'https://www.rfc-editor.org/rfc/rfc6265#section-5.1.4',
  *check(scene) {
    for (const { document, paths, settings } of nginxCookieIngresses(scene)) {
      const cookiePath = settings.cookie.path;
      if (!cookiePath?.startsWith('/') || settings.useRegex) continue;
      const missed = paths.find(
        ({ path, pathType }) =>
          !isPattern(path) &&
          !pathMatches(path, cookiePath) &&
          (pathType === 'Exact' || !pathMatches(cookiePath, withoutSlash(path))),
      );
      if (missed === undefined) continue;
      yield {
        document,
        path: annotationPath(ANNOTATION.cookiePath),
        message: `No request to ${quote(missed.path)} carries a cookie with the Path ${quote(cookiePath)}: write a Path that it is under.`,
      };
    }
  },
};

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
