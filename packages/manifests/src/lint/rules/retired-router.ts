import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_PREFIX } from '../view/nginx.ts';

export const retiredRouter: LintRule = {
  id: 'retired-router',
  severity: 'note',
  title: 'A router that is retired',
  why: 'ingress-nginx is retired since March 2026: nobody mends its security holes any more.',
  documentation: 'https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/',
  *check(scene) {
    for (const { document, annotations, className } of scene.nginxIngresses) {
      const spec = 'spec' in document.object && document.object.spec;
      const named = typeof spec === 'object' && spec !== null && 'ingressClassName' in spec;
      const first = Object.keys(annotations).find((name) => name.startsWith(NGINX_PREFIX)) ?? '';
      yield {
        document,
        path: named && className !== undefined ? ['spec', 'ingressClassName'] : annotationPath(first),
        part: 'key',
        message:
          'ingress-nginx is retired: move to another router; "sticky migrate" says what is kept of the affinity.',
      };
    }
  },
};
