import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { F5_DOCUMENTATION, F5_STICKY, F5_STICKY_OF_PLUS } from '../view/f5.ts';

export const f5CookieOfPlus: LintRule = {
  id: 'f5-cookie-of-plus',
  severity: 'warning',
  title: 'The annotation for NGINX Plus',
  why: 'F5 NGINX with open-source NGINX refuses an Ingress with this annotation. Since 5.4 the same exists for both, under nginx.org.',
  documentation: F5_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of scene.ingresses) {
      if (!Object.hasOwn(annotations, F5_STICKY_OF_PLUS)) continue;
      yield {
        document,
        path: annotationPath(F5_STICKY_OF_PLUS),
        part: 'key',
        message: Object.hasOwn(annotations, F5_STICKY)
          ? `${F5_STICKY} beside this wins: take this out.`
          : `This is for NGINX Plus alone: from 5.4 on write ${F5_STICKY}.`,
      };
    }
  },
};
