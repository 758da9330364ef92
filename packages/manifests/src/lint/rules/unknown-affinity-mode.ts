import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { quote } from '../../rules/quote.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import { nearest } from '../near.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION } from '../view/nginx.ts';

export const unknownAffinityMode: LintRule = {
  id: 'unknown-affinity-mode',
  severity: 'warning',
  title: 'An affinity mode that ingress-nginx does not know',
  why: 'Anything but "persistent", in small letters, counts as "balanced", without a word: then scaling moves sessions.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, settings } of scene.nginxIngresses) {
      const written = annotations[ANNOTATION.affinityMode];
      if (written === undefined || written === '' || settings.mode !== undefined) continue;
      const meant = nearest(written, ['balanced', 'persistent']);
      yield {
        document,
        path: annotationPath(ANNOTATION.affinityMode),
        message: `${quote(written)} counts as "balanced": write "balanced" or "persistent".`,
        ...(meant !== undefined && {
          fix: { title: `Write "${meant}"`, edits: [setAnnotation(document, ANNOTATION.affinityMode, meant)] },
        }),
      };
    }
  },
};
