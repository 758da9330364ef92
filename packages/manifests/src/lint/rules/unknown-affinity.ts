import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { quote } from '../../rules/quote.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import { nearest } from '../near.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION } from '../view/nginx.ts';

/** What people write to turn it off, which is what it does. */
const OFF = ['', 'none', 'off', 'false', 'disabled', 'no'];

export const unknownAffinity: LintRule = {
  id: 'unknown-affinity',
  severity: 'error',
  title: 'An affinity that ingress-nginx does not know',
  why: '"cookie", in small letters, is the only affinity of ingress-nginx: any other value counts as none, without a word.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, settings } of scene.nginxIngresses) {
      const written = annotations[ANNOTATION.affinity];
      if (written === undefined || settings.affinity || OFF.includes(written.trim().toLowerCase())) continue;
      const meant = nearest(written, ['cookie']);
      yield {
        document,
        path: annotationPath(ANNOTATION.affinity),
        message: `${quote(written)} is no affinity: write "cookie".`,
        ...(meant !== undefined && {
          fix: { title: `Write "${meant}"`, edits: [setAnnotation(document, ANNOTATION.affinity, meant)] },
        }),
      };
    }
  },
};
