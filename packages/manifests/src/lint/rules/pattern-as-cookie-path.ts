import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { quote } from '../../rules/quote.ts';
import { setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, NGINX_PREFIX, nginxCookieIngresses } from '../view/nginx.ts';
import { directoryOf, isPattern } from '../view/pattern.ts';

/** A rewrite makes patterns of the paths of its host as `use-regex` does. */
const REWRITE = `${NGINX_PREFIX}rewrite-target`;

export const patternAsCookiePath: LintRule = {
  id: 'pattern-as-cookie-path',
  severity: 'error',
  title: 'A regular expression as the Path of the cookie',
  why: "Without session-cookie-path the cookie's Path is the path as written: no browser sends a cookie back to a regular expression, so every request meets any pod.",
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, paths, settings } of nginxCookieIngresses(scene)) {
      if (settings.cookie.path !== undefined || (!settings.useRegex && !annotations[REWRITE])) continue;
      const patterns = paths.filter(({ path }) => isPattern(path));
      const [first] = patterns;
      if (first === undefined) continue;
      const [directory = '/', ...others] = new Set(paths.map(({ path }) => directoryOf(path)));
      yield {
        document,
        path: [...first.at, 'path'],
        message: `The cookie's Path would be ${quote(first.path)}: set ${ANNOTATION.cookiePath} to what all paths are under, such as ${quote(directory)}.`,
        ...(others.length === 0 && {
          fix: {
            title: `Set the cookie's Path to ${quote(directory)}`,
            edits: [setAnnotation(document, ANNOTATION.cookiePath, directory)],
          },
        }),
      };
    }
  },
};
