import type { LintRule } from '../rule.ts';
import { isHeader, sessionPersistences } from '../view/session-persistence.ts';

export const cookieConfigOnHeader: LintRule = {
  id: 'cookie-config-on-header',
  severity: 'error',
  title: 'Settings of a cookie for a session by header',
  why: 'Settings of the one are refused with the type of the other: the object does not come into the cluster.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  *check(scene) {
    for (const view of sessionPersistences(scene)) {
      const type = isHeader(view) ? 'Header' : 'Cookie';
      for (const name of type === 'Header' ? ['cookieConfig', 'cookie'] : ['header']) {
        if (!view.fields.has(name)) continue;
        yield {
          document: view.document,
          path: [...view.path, name],
          part: 'key',
          message: `${name} is refused with type ${type}: take it away, or set the type to ${type === 'Header' ? 'Cookie' : 'Header'}.`,
        };
      }
    }
  },
};
