import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { targetGroups } from '../view/target-group.ts';

/** Where stickiness.enabled=false is said, that is what is meant. */
export const stickinessNotEnabled: LintRule = {
  id: 'stickiness-not-enabled',
  severity: 'error',
  title: 'Stickiness that is set up but not enabled',
  why: 'Stickiness is off unless stickiness.enabled=true stands among the attributes: the others alone do nothing.',
  documentation:
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#target-group-attributes',
  *check(scene) {
    for (const { document, annotation, attributes } of targetGroups(scene)) {
      const set = attributes.keys.find((key) => key.startsWith('stickiness.'));
      if (set === undefined || attributes.get('stickiness.enabled') !== undefined) continue;
      const text = document.object.metadata.annotations?.[annotation] ?? '';
      yield {
        document,
        path: annotationPath(annotation),
        message: `${set} does nothing without stickiness.enabled=true: add it.`,
        fix: {
          title: 'Enable stickiness',
          edits: [setAnnotation(document, annotation, `stickiness.enabled=true,${text}`)],
        },
      };
    }
  },
};
