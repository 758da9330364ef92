import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath, removeAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, NGINX_PREFIX } from '../view/nginx.ts';

/** `affinity-canary-behavior` is the one that a canary is asked for. */
function isAboutAffinity(name: string): boolean {
  return (
    name === ANNOTATION.affinity ||
    name === ANNOTATION.affinityMode ||
    name.startsWith(`${NGINX_PREFIX}session-cookie-`)
  );
}

export const canaryWithOwnAffinity: LintRule = {
  id: 'canary-with-own-affinity',
  severity: 'warning',
  title: 'A canary with an affinity of its own',
  why: 'A canary has the affinity of the Ingress beside which it stands; what it says itself is not looked at.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations, settings } of scene.nginxIngresses) {
      if (settings.canary === undefined) continue;
      const own = Object.keys(annotations).filter(isAboutAffinity);
      const [first] = own;
      if (first === undefined) continue;
      yield {
        document,
        path: annotationPath(first),
        part: 'key',
        message: `This does nothing in a canary: say it in the Ingress beside which it stands, and take it out here.`,
        fix: { title: 'Take it out', edits: own.map((name) => removeAnnotation(document, name)) },
      };
    }
  },
};
