import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import {
  HAPROXY_INGRESS_DOCUMENTATION,
  HAPROXY_INGRESS_PREFIX,
  haproxyIngressCookies,
} from '../view/haproxy-ingress.ts';

const KEYWORDS = `${HAPROXY_INGRESS_PREFIX}session-cookie-keywords`;
const STRATEGY = `${HAPROXY_INGRESS_PREFIX}session-cookie-strategy`;
const USUAL = ['indirect', 'nocache', 'httponly'];

/** The usual keywords are those of a cookie that HAProxy inserts. */
export const haproxyIngressCookieKeywords: LintRule = {
  id: 'haproxy-ingress-cookie-keywords',
  severity: 'warning',
  title: 'Cookie keywords that leave out the usual ones',
  why: 'session-cookie-keywords replaces "indirect nocache httponly": without them the pods see the cookie, caches keep it for everybody, and scripts can read it.',
  documentation: HAPROXY_INGRESS_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of haproxyIngressCookies(scene)) {
      const words = (annotations[KEYWORDS] ?? '').split(/\s+/).filter((word) => word !== '');
      const missing = USUAL.filter((word) => !words.includes(word));
      if (words.length === 0 || missing.length === 0 || (annotations[STRATEGY] ?? 'insert') !== 'insert') continue;
      yield {
        document,
        path: annotationPath(KEYWORDS),
        message: `These replace the usual keywords: add ${missing.join(' ')}.`,
        fix: {
          title: `Add ${missing.join(' ')}`,
          edits: [setAnnotation(document, KEYWORDS, [...missing, ...words].join(' '))],
        },
      };
    }
  },
};
