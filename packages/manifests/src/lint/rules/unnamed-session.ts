import type { LintRule } from '../rule.ts';
import { fieldsOf } from '../view/fields.ts';
import { sessionPersistences } from '../view/session-persistence.ts';

export const unnamedSession: LintRule = {
  id: 'unnamed-session',
  severity: 'note',
  title: 'A session without a name',
  why: 'Implementations make the name up from the route and the place of the rule, so that another order of the rules ends every session; kgateway takes one name for all of them.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  *check(scene) {
    for (const { document, path, fields } of sessionPersistences(scene)) {
      const names = [
        fields.get('sessionName'),
        fieldsOf(fields.get('cookie')).get('name'),
        fieldsOf(fields.get('header')).get('name'),
      ];
      if (names.some((name) => name !== undefined && name !== '')) continue;
      yield {
        document,
        path,
        part: 'key',
        message: 'The name of this session depends on where its rule stands: give it a sessionName of its own.',
      };
    }
  },
};
