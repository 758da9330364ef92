import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, NGINX_PREFIX, nginxCookieIngresses } from '../view/nginx.ts';
import { upstreamsOf } from '../view/upstream.ts';

/** Where session-cookie-* stand beside, `cookie-settings-without-affinity` says it. */
export const affinityModeWithoutAffinity: LintRule = {
  id: 'affinity-mode-without-affinity',
  severity: 'error',
  title: 'An affinity mode without affinity',
  why: 'affinity-mode only says what affinity does when the set of pods changes: it does not turn it on.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    // The mode of one Ingress counts for the affinity of another on the same Service.
    const kept = new Set(nginxCookieIngresses(scene).flatMap(upstreamsOf));
    for (const ingress of scene.nginxIngresses) {
      const { document, annotations, settings } = ingress;
      if (annotations[ANNOTATION.affinityMode] === undefined || annotations[ANNOTATION.affinity] !== undefined)
        continue;
      if (settings.canary !== undefined || upstreamsOf(ingress).some((upstream) => kept.has(upstream))) continue;
      if (Object.keys(annotations).some((name) => name.startsWith(`${NGINX_PREFIX}session-cookie-`))) continue;
      yield {
        document,
        path: annotationPath(ANNOTATION.affinityMode),
        part: 'key',
        message: `A mode alone does nothing: add ${ANNOTATION.affinity}: "cookie".`,
        fix: { title: 'Ask for affinity by cookie', edits: [setAnnotation(document, ANNOTATION.affinity, 'cookie')] },
      };
    }
  },
};
