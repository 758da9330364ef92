import type { LintRule } from '../rule.ts';
import { fieldsOf } from '../view/fields.ts';
import { specOf } from '../view/session-persistence.ts';

export const applicationCookieIncomplete: LintRule = {
  id: 'application-cookie-incomplete',
  severity: 'error',
  title: 'An `application-cookie` without its name or its duration',
  why: 'Application Gateway for Containers makes such a cookie only with both, and keeps to neither for a managed-cookie.',
  documentation: 'https://learn.microsoft.com/azure/application-gateway/for-containers/session-affinity',
  *check(scene) {
    for (const document of scene.ofKind('RoutePolicy')) {
      const affinity = fieldsOf(fieldsOf(specOf(document).get('default')).get('sessionAffinity'));
      const path = ['spec', 'default', 'sessionAffinity'];
      const type = affinity.get('affinityType');
      for (const name of ['cookieName', 'cookieDuration']) {
        if (type === 'application-cookie' && !affinity.has(name)) {
          const message = `An application-cookie needs ${name}: add it, or use a managed-cookie.`;
          yield { document, path: [...path, 'affinityType'], message };
        }
        if (type === 'managed-cookie' && affinity.has(name)) {
          const message = `A managed-cookie ignores ${name} (it is called AGCAffinity and lasts a day): use an application-cookie.`;
          yield { document, path: [...path, name], part: 'key', message };
        }
      }
    }
  },
};
