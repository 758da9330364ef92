import { haproxy } from '../../routers/haproxy.ts';
import { annotationPath } from '../annotation.ts';
import { moveToServices } from '../move-annotations.ts';
import type { LintRule } from '../rule.ts';

const COOKIES = ['haproxy.org/cookie-persistence', 'haproxy.org/cookie-persistence-no-dynamic'];

export const haproxyCookieOnIngress: LintRule = {
  id: 'haproxy-cookie-on-ingress',
  severity: 'warning',
  title: "HAProxy's cookie on an Ingress",
  why: 'All Ingresses that lead to a Service share one backend of HAProxy, so that Ingresses that ask for different cookies overwrite each other; younger controllers ask for it on the Service alone, and an Ingress then does nothing.',
  documentation: haproxy.documentation,
  *check(scene) {
    for (const ingress of scene.ingresses) {
      const name = COOKIES.find((cookie) => Object.hasOwn(ingress.annotations, cookie));
      if (name === undefined) continue;
      const fix = moveToServices(scene, ingress, [name]);
      yield {
        document: ingress.document,
        path: annotationPath(name),
        part: 'key',
        message: 'Younger controllers look for this on the Service, or in the ConfigMap for all: write it there.',
        ...(fix !== undefined && { fix }),
      };
    }
  },
};
