import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, nginxCookieIngresses } from '../view/nginx.ts';

export const defaultBackendWithoutAffinity: LintRule = {
  id: 'default-backend-without-affinity',
  severity: 'error',
  title: 'Affinity that only a default backend would have',
  why: 'ingress-nginx keeps clients for the paths of rules alone, never for the default backend: every request meets any pod.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, paths, defaultBackend } of nginxCookieIngresses(scene)) {
      if (paths.length > 0 || defaultBackend === undefined) continue;
      yield {
        document,
        path: defaultBackend.serviceAt.slice(0, 2),
        part: 'key',
        message: 'No rule leads here, so no cookie is set: route it by a rule with the path "/".',
      };
    }
  },
};
