import { annotationPath, removeAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { OLD_CLASS_ANNOTATION } from '../view/ingress.ts';

export const twoClasses: LintRule = {
  id: 'two-classes',
  severity: 'error',
  title: 'Two ways to name the class at once',
  why: 'The API server refuses a new Ingress that has both the annotation and the field, even where they say the same.',
  documentation: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation',
  *check(scene) {
    for (const { document, annotations, className } of scene.ingresses) {
      const old = annotations[OLD_CLASS_ANNOTATION];
      const spec = 'spec' in document.object && document.object.spec;
      const named = typeof spec === 'object' && spec !== null && 'ingressClassName' in spec && spec.ingressClassName;
      if (old === undefined || !named) continue;
      yield {
        document,
        path: annotationPath(OLD_CLASS_ANNOTATION),
        part: 'key',
        message: `This and spec.ingressClassName exclude each other: take this out.`,
        ...(old === className && {
          fix: { title: 'Take the annotation out', edits: [removeAnnotation(document, OLD_CLASS_ANNOTATION)] },
        }),
      };
    }
  },
};
