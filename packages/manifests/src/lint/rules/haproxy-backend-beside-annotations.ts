import { CR_BACKEND } from '../../routers/haproxy.ts';
import { haproxyBackend } from '../../routers/haproxy-backend.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';

const REPLACED = [
  'haproxy.org/cookie-persistence',
  'haproxy.org/cookie-persistence-no-dynamic',
  'haproxy.org/load-balance',
];

export const haproxyBackendBesideAnnotations: LintRule = {
  id: 'haproxy-backend-beside-annotations',
  severity: 'error',
  title: "Annotations that HAProxy's `cr-backend` replaces",
  why: 'A Service that names a Backend has all its settings from there: HAProxy looks at none of its annotations, and says nothing of it.',
  documentation: haproxyBackend.documentation,
  *check(scene) {
    for (const { document, annotations } of scene.services) {
      if (!Object.hasOwn(annotations, CR_BACKEND)) continue;
      for (const name of REPLACED) {
        if (!Object.hasOwn(annotations, name)) continue;
        yield {
          document,
          path: annotationPath(name),
          part: 'key',
          message: `${CR_BACKEND} beside this replaces it: say it in the Backend, and take it out here.`,
        };
      }
    }
  },
};
