import { durationIssue, parseDuration } from '../../duration.ts';
import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION } from '../view/nginx.ts';

const AGES: readonly string[] = [ANNOTATION.cookieMaxAge, ANNOTATION.cookieExpires];

export const maxAgeNotSeconds: LintRule = {
  id: 'max-age-not-seconds',
  severity: 'warning',
  title: 'An age of the cookie that is no number of seconds',
  why: 'ingress-nginx knows no units: it drops such an age, and the cookie ends with the browser session.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, problems } of scene.nginxIngresses) {
      for (const { annotation, value, message } of problems) {
        if (!AGES.includes(annotation)) continue;
        const written = value.trim();
        const seconds = durationIssue(written) === undefined ? String(parseDuration(written)) : undefined;
        yield {
          document,
          path: annotationPath(annotation),
          message,
          ...(seconds !== undefined && {
            fix: { title: `Write "${seconds}"`, edits: [setAnnotation(document, annotation, seconds)] },
          }),
        };
      }
    }
  },
};
