import type { LintRule } from '../rule.ts';
import { isHeader, lifetimeType, sessionPersistences } from '../view/session-persistence.ts';

export const permanentWithoutTimeout: LintRule = {
  id: 'permanent-without-timeout',
  severity: 'error',
  title: 'A `Permanent` session without absoluteTimeout',
  why: 'absoluteTimeout is the lifetime of a Permanent cookie: the API server refuses the object without it.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  *check(scene) {
    for (const view of sessionPersistences(scene)) {
      const { document, path, fields } = view;
      if (isHeader(view) || lifetimeType(view) !== 'Permanent' || fields.has('absoluteTimeout')) continue;
      const within = fields.has('cookieConfig') ? 'cookieConfig' : 'cookie';
      yield {
        document,
        path: [...path, within, 'lifetimeType'],
        message: 'A Permanent cookie needs its lifetime: add absoluteTimeout, such as 48h.',
      };
    }
  },
};
