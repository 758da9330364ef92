import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { firstStickyAnnotation, TRAEFIK_DOCUMENTATION, TRAEFIK_STICKY, traefikCookieOf } from '../view/traefik.ts';

export const traefikCookieWithoutName: LintRule = {
  id: 'traefik-cookie-without-name',
  severity: 'note',
  title: "Traefik's cookie without a name",
  why: 'Traefik makes a name up from that of the Service: rename the Service or move it, and every session is lost; and nobody who looks at a cookie knows whose it is.',
  documentation: TRAEFIK_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of scene.services) {
      const cookie = traefikCookieOf(annotations);
      const first = firstStickyAnnotation(annotations);
      if (cookie === undefined || first === undefined || (cookie.get('name') ?? '') !== '') continue;
      yield {
        document,
        path: annotationPath(first),
        part: 'key',
        message: `Traefik makes up the name of this cookie: give it one by ${TRAEFIK_STICKY}.name.`,
      };
    }
  },
};
