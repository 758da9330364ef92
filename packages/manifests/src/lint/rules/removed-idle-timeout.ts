import type { LintRule } from '../rule.ts';
import { sessionPersistences } from '../view/session-persistence.ts';

export const removedIdleTimeout: LintRule = {
  id: 'removed-idle-timeout',
  severity: 'warning',
  title: 'An idleTimeout, which the Gateway API has no more',
  why: 'Gateway API 1.6 took it away since no implementation kept to it: sessions do not end when they are idle, and some implementations refuse the route.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  *check(scene) {
    for (const { document, path, fields } of sessionPersistences(scene)) {
      if (!fields.has('idleTimeout')) continue;
      const at = [...path, 'idleTimeout'];
      yield {
        document,
        path: at,
        part: 'key',
        message: 'No session ends by idleTimeout: take it away, and set absoluteTimeout where sessions have to end.',
        fix: { title: 'Take idleTimeout away', edits: [{ document, edit: { kind: 'remove', path: at } }] },
      };
    }
  },
};
