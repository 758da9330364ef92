import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';

/** ingress-nginx adds Secure by itself on a TLS request; a host with TLS at the ingress therefore needs no annotation. */
export const sameSiteNoneWithoutSecure: LintRule = {
  id: 'same-site-none-without-secure',
  severity: 'error',
  title: 'SameSite=None without Secure',
  why: 'Browsers drop a cookie with SameSite=None that has no Secure, so every request meets any pod.',
  documentation: 'https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#samesitesamesite-value',
  *check(scene) {
    for (const { document, settings, tls } of scene.nginxIngresses) {
      const { affinity, cookie } = settings;
      if (!affinity || tls || cookie.sameSite !== 'None' || cookie.secure === true) continue;
      yield {
        document,
        path: annotationPath(ANNOTATION.cookieSameSite),
        message: `A browser drops a cookie with SameSite=None but without Secure: set ${ANNOTATION.cookieSecure} to "true".`,
        fix: {
          title: 'Add Secure',
          edits: [{ document, edit: { kind: 'set', path: annotationPath(ANNOTATION.cookieSecure), value: 'true' } }],
        },
      };
    }
  },
};
