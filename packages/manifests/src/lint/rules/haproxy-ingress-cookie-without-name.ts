import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import {
  HAPROXY_INGRESS_DOCUMENTATION,
  HAPROXY_INGRESS_PREFIX,
  haproxyIngressCookies,
} from '../view/haproxy-ingress.ts';

export const haproxyIngressCookieWithoutName: LintRule = {
  id: 'haproxy-ingress-cookie-without-name',
  severity: 'note',
  title: 'A cookie of HAProxy Ingress without a name',
  why: 'All cookies without a name are called INGRESSCOOKIE: two routes of one host overwrite the cookie of each other, and their clients change pods back and forth.',
  documentation: HAPROXY_INGRESS_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of haproxyIngressCookies(scene)) {
      if ((annotations[`${HAPROXY_INGRESS_PREFIX}session-cookie-name`] ?? '') !== '') continue;
      yield {
        document,
        path: annotationPath(`${HAPROXY_INGRESS_PREFIX}affinity`),
        part: 'key',
        message: `This cookie is called INGRESSCOOKIE like all others: give it a name by ${HAPROXY_INGRESS_PREFIX}session-cookie-name.`,
      };
    }
  },
};
