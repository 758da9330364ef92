import { INGRESS_NGINX_ANNOTATIONS } from '../../routers/ingress-nginx-annotations.ts';
import { INGRESS_NGINX_CANARY_ANNOTATIONS } from '../../routers/ingress-nginx-canary.ts';
import { annotationPath } from '../annotation.ts';
import { nearest } from '../near.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_DOCUMENTATION, NGINX_PREFIX } from '../view/nginx.ts';

const KNOWN: readonly string[] = [
  ...Object.values(INGRESS_NGINX_ANNOTATIONS),
  ...Object.values(INGRESS_NGINX_CANARY_ANNOTATIONS),
];
/** F5's controller has these. */
const OTHERS = /^nginx\.(org|com)\//;

/** Only names that decide over pods: no other annotation of ingress-nginx is within two letters of one of them. */
export const misspeltAnnotation: LintRule = {
  id: 'misspelt-annotation',
  severity: 'error',
  title: 'A misspelt annotation',
  why: 'A router passes over annotations that it does not know, without a word.',
  documentation: NGINX_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of scene.ingresses) {
      for (const name of Object.keys(annotations)) {
        if (KNOWN.includes(name) || !/^nginx/i.test(name) || OTHERS.test(name)) continue;
        const meant = nearest(name, KNOWN);
        if (meant === undefined) continue;
        yield {
          document,
          path: annotationPath(name),
          part: 'key',
          message: `ingress-nginx does not know ${name}: write ${meant.slice(meant.startsWith(NGINX_PREFIX) && name.startsWith(NGINX_PREFIX) ? NGINX_PREFIX.length : 0)}.`,
          ...(annotations[meant] === undefined && {
            fix: {
              title: `Rename it to ${meant}`,
              edits: [{ document, edit: { kind: 'rename', path: annotationPath(name), key: meant } }],
            },
          }),
        };
      }
    }
  },
};
