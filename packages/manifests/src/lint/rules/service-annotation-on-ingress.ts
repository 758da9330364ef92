import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';

/** Annotations that their routers read on a Service alone. */
const OF_SERVICES = [
  'konghq.com/upstream-policy',
  'cloud.google.com/backend-config',
  'beta.cloud.google.com/backend-config',
];

export const serviceAnnotationOnIngress: LintRule = {
  id: 'service-annotation-on-ingress',
  severity: 'error',
  title: 'An annotation of Services on an Ingress',
  why: 'How the pods of a Service are chosen is said on the Service: on the Ingress nobody reads it, and every request meets any pod.',
  documentation:
    'https://developer.konghq.com/kubernetes-ingress-controller/reference/annotations/#konghq-com-upstream-policy',
  *check(scene) {
    for (const { document, annotations } of scene.ingresses) {
      for (const name of OF_SERVICES) {
        if (annotations[name] === undefined) continue;
        yield {
          document,
          path: annotationPath(name),
          part: 'key',
          message: 'Nobody reads this on an Ingress: put it on each Service that it leads to.',
        };
      }
    }
  },
};
