import type { Path } from '../../router.ts';
import type { LintRule } from '../rule.ts';
import { fieldsOf } from '../view/fields.ts';
import { sessionPersistences } from '../view/session-persistence.ts';

/** Where a name may stand, and how many characters it has at most. */
const NAMES: readonly (readonly [Path, number])[] = [
  [['sessionName'], 128],
  [['cookie', 'name'], 256],
  [['header', 'name'], 256],
];
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]*$/;

export const longSessionName: LintRule = {
  id: 'long-session-name',
  severity: 'error',
  title: 'A name that no session can have',
  why: 'A name with too many characters is refused by the API server, one with others than a cookie or a header can have by the implementation.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  *check(scene) {
    for (const { document, path, fields } of sessionPersistences(scene)) {
      for (const [at, most] of NAMES) {
        const [first = '', second] = at.map(String);
        const name = second === undefined ? fields.get(first) : fieldsOf(fields.get(first)).get(second);
        if (typeof name !== 'string' || (name.length <= most && TOKEN.test(name))) continue;
        const what =
          name.length > most
            ? `A name has ${most} characters at most, this one ${name.length}: shorten it.`
            : 'A name has letters, digits and "-" without spaces: choose another.';
        yield { document, path: [...path, ...at], message: what };
      }
    }
  },
};
