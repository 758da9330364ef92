import { titleOf } from '../../object-identity.ts';
import {
  INGRESS_NGINX_ANNOTATIONS as ANNOTATION,
  type IngressNginxSettings,
} from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, type NginxIngress, nginxCookieIngresses } from '../view/nginx.ts';
import { upstreamsOf } from '../view/upstream.ts';

/** By what annotation two Ingresses on one Service may differ, and what each has. */
const SETTINGS: Readonly<Record<string, (settings: IngressNginxSettings) => unknown>> = {
  [ANNOTATION.affinityMode]: ({ mode }) => mode ?? 'balanced',
  [ANNOTATION.cookieName]: ({ cookie }) => cookie.name,
  [ANNOTATION.cookieMaxAge]: ({ cookie }) => cookie.maxAge,
  [ANNOTATION.cookieExpires]: ({ cookie }) => cookie.expires,
  [ANNOTATION.cookiePath]: ({ cookie }) => cookie.path,
  [ANNOTATION.cookieDomain]: ({ cookie }) => cookie.domain,
  [ANNOTATION.cookieSecure]: ({ cookie }) => cookie.secure,
  [ANNOTATION.cookieSameSite]: ({ cookie }) => cookie.sameSite,
  [ANNOTATION.cookieChangeOnFailure]: ({ cookie }) => cookie.changeOnFailure ?? false,
};

export const disagreeingIngresses: LintRule = {
  id: 'disagreeing-ingresses',
  severity: 'warning',
  title: 'Two Ingresses on one Service disagree about its affinity',
  why: 'ingress-nginx has one upstream for a Service: the mode of the oldest Ingress and the cookie of the youngest hold for all, so which setting counts is a matter of age.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    const firsts = new Map<string, NginxIngress>();
    for (const ingress of nginxCookieIngresses(scene)) {
      const told = new Set<string>();
      for (const upstream of upstreamsOf(ingress)) {
        const first = firsts.get(upstream);
        if (first === undefined) {
          firsts.set(upstream, ingress);
          continue;
        }
        for (const [annotation, settingOf] of Object.entries(SETTINGS)) {
          if (told.has(annotation) || settingOf(first.settings) === settingOf(ingress.settings)) continue;
          told.add(annotation);
          const written = Object.hasOwn(ingress.annotations, annotation);
          yield {
            document: ingress.document,
            path: annotationPath(written ? annotation : ANNOTATION.affinity),
            part: 'key',
            message: `${titleOf(first.document.object)} leads to the same Service with another ${annotation}: say the same in both, or use a Service each.`,
          };
        }
      }
    }
  },
};
