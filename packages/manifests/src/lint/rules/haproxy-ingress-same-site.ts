import { quote } from '../../rules/quote.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import {
  HAPROXY_INGRESS_DOCUMENTATION,
  HAPROXY_INGRESS_PREFIX,
  haproxyIngressCookies,
} from '../view/haproxy-ingress.ts';

const SAME_SITE = `${HAPROXY_INGRESS_PREFIX}session-cookie-same-site`;

export const haproxyIngressSameSite: LintRule = {
  id: 'haproxy-ingress-same-site',
  severity: 'warning',
  title: 'A SameSite that HAProxy Ingress takes for false',
  why: 'Its session-cookie-same-site is a yes or no: "true" is SameSite=None with Secure, and "Lax" or "None" is no word about SameSite.',
  documentation: HAPROXY_INGRESS_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of haproxyIngressCookies(scene)) {
      const value = annotations[SAME_SITE];
      if (value === undefined || value === 'true' || value === 'false') continue;
      yield {
        document,
        path: annotationPath(SAME_SITE),
        message: /^none$/i.test(value)
          ? 'HAProxy Ingress takes this for false: write "true", which is SameSite=None with Secure.'
          : `HAProxy Ingress takes ${quote(value)} for false: say "attr SameSite=Lax" or such in session-cookie-keywords.`,
      };
    }
  },
};
