import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, NGINX_PREFIX } from '../view/nginx.ts';

/** What one gives only to a cookie that is to be there. */
const OF_AFFINITY = [
  ANNOTATION.cookieName,
  ANNOTATION.cookieMaxAge,
  ANNOTATION.cookieExpires,
  ANNOTATION.cookieChangeOnFailure,
];

export const cookieSettingsWithoutAffinity: LintRule = {
  id: 'cookie-settings-without-affinity',
  severity: 'error',
  title: 'Cookie settings without affinity',
  why: 'ingress-nginx looks at session-cookie-* only where affinity is "cookie": without it no cookie is set, and every request meets any pod.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, settings } of scene.nginxIngresses) {
      if (annotations[ANNOTATION.affinity] !== undefined || settings.canary !== undefined) continue;
      const first = Object.keys(annotations).find((name) => name.startsWith(`${NGINX_PREFIX}session-cookie-`));
      if (first === undefined) continue;
      yield {
        document,
        path: annotationPath(first),
        part: 'key',
        message: `This sets no cookie without affinity: add ${ANNOTATION.affinity}: "cookie".`,
        // Secure, SameSite and the like alone may be meant for the cookies of the application.
        ...(OF_AFFINITY.some((name) => annotations[name] !== undefined) && {
          fix: { title: 'Ask for affinity by cookie', edits: [setAnnotation(document, ANNOTATION.affinity, 'cookie')] },
        }),
      };
    }
  },
};
