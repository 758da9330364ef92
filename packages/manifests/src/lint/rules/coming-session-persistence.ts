import type { LintRule } from '../rule.ts';
import { sessionPersistences } from '../view/session-persistence.ts';

export const comingSessionPersistence: LintRule = {
  id: 'coming-session-persistence',
  severity: 'warning',
  title: 'A shape of `sessionPersistence` that no release has',
  why: 'The CRDs of Gateway API 1.3 to 1.6 know no cookie and no header here and drop them without a word: the session gets a name that nobody chose, and no lifetime.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  *check(scene) {
    for (const { document, path, fields } of sessionPersistences(scene)) {
      const mixed = fields.has('sessionName') || fields.has('cookieConfig');
      for (const name of ['cookie', 'header']) {
        if (!fields.has(name)) continue;
        yield {
          document,
          path: [...path, name],
          part: 'key',
          message: mixed
            ? `${name} takes the place of sessionName and cookieConfig: no release knows both, so keep those alone.`
            : `Only CRDs after Gateway API 1.6 know ${name}: to 1.6 it is sessionName${name === 'cookie' ? ' and cookieConfig' : ''}.`,
        };
      }
    }
  },
};
