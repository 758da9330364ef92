import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { firstStickyAnnotation, TRAEFIK_DOCUMENTATION, TRAEFIK_STICKY, traefikCookieOf } from '../view/traefik.ts';

export const traefikCookieWithoutHttpOnly: LintRule = {
  id: 'traefik-cookie-without-http-only',
  severity: 'warning',
  title: "Traefik's cookie without HttpOnly",
  why: 'Traefik sets its cookie with no flag at all unless told: any script of the page can read it and send it elsewhere, and without Secure it goes over plain HTTP too.',
  documentation: TRAEFIK_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of scene.services) {
      const cookie = traefikCookieOf(annotations);
      const first = firstStickyAnnotation(annotations);
      if (cookie === undefined || first === undefined || cookie.get('httponly') === 'true') continue;
      const secure = cookie.get('secure') === 'true' ? '' : ', and .secure: "true" where the site has TLS';
      const written = Object.keys(annotations).find((name) => name.toLowerCase() === `${TRAEFIK_STICKY}.httponly`);
      yield {
        document,
        path: annotationPath(written ?? first),
        part: 'key',
        message: `Scripts can read the cookie: set ${TRAEFIK_STICKY}.httponly: "true"${secure}.`,
        fix: {
          title: 'Make the cookie HttpOnly',
          edits: [setAnnotation(document, written ?? `${TRAEFIK_STICKY}.httponly`, 'true')],
        },
      };
    }
  },
};
