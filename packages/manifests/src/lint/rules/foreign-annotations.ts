import type { Router } from '../../router.ts';
import { routers } from '../../routers/index.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { controllerOf } from '../view/nginx.ts';

/** Only where the class is known: by its IngressClass among the documents, or by a name that only it usually has. */
export const foreignAnnotations: LintRule = {
  id: 'foreign-annotations',
  severity: 'warning',
  title: "Another router's annotations",
  why: 'A router passes over the annotations of others, without a word: what they ask for does not come about.',
  documentation: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class',
  *check(scene) {
    const all = Object.values(routers);
    for (const { document, annotations, className } of scene.ingresses) {
      if (className === undefined) continue;
      const controller = controllerOf(scene, className);
      const serving = all.filter(({ marks }) =>
        controller === undefined ? marks.classNames?.includes(className) : marks.controllers?.includes(controller),
      );
      if (serving.length === 0) continue;
      const told = new Set<string>();
      for (const name of Object.keys(annotations)) {
        const prefix = name.slice(0, name.indexOf('/') + 1);
        const owner = all.find((router) => reads(router, prefix));
        if (owner === undefined || told.has(prefix) || serving.some((router) => reads(router, prefix))) continue;
        told.add(prefix);
        yield {
          document,
          path: annotationPath(name),
          part: 'key',
          message: `The class ${className} is served by ${serving[0]?.title}, which does not know ${owner.title}'s annotations: say it in its own, or name another class.`,
        };
      }
    }
  },
};

function reads({ marks }: Router, prefix: string): boolean {
  return prefix !== '' && marks.annotations?.includes(prefix) === true;
}
