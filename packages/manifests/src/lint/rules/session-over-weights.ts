import type { LintRule } from '../rule.ts';
import { entriesOf, fieldsOf } from '../view/fields.ts';
import { sessionPersistences } from '../view/session-persistence.ts';

export const sessionOverWeights: LintRule = {
  id: 'session-over-weights',
  severity: 'note',
  title: 'Sessions beside weights',
  why: 'Persistence goes before weights: who has a session stays where it is, so that a change of weights moves new clients alone.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/#traffic-splitting',
  *check(scene) {
    for (const { document, path, rule } of sessionPersistences(scene)) {
      const backends = entriesOf(rule.get('backendRefs'));
      const weighted = backends.filter((backend) => fieldsOf(backend).get('weight') !== 0);
      if (weighted.length < 2) continue;
      yield {
        document,
        path: [...path.slice(0, -1), 'backendRefs'],
        part: 'key',
        message:
          'Clients with a session stay on their backend whatever these weights become: end the sessions to move them.',
      };
    }
  },
};
