import { LONGEST_STICKINESS } from '../../routers/aws-target-group.ts';
import { quote } from '../../rules/quote.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { targetGroups } from '../view/target-group.ts';

export const stickinessDuration: LintRule = {
  id: 'stickiness-duration',
  severity: 'error',
  title: 'A stickiness that lasts too long, or not at all',
  why: 'Elastic Load Balancing takes 1 to 604800 seconds, 7 days: over another value the whole load balancer is not updated.',
  documentation:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html',
  *check(scene) {
    for (const { document, annotation, attributes } of targetGroups(scene)) {
      for (const key of attributes.keys) {
        if (!/^stickiness\.(lb|app)_cookie\.duration_seconds$/.test(key) || attributes.seconds(key) !== undefined)
          continue;
        yield {
          document,
          path: annotationPath(annotation),
          message: `${key} is ${quote(attributes.get(key) ?? '')}: give 1 to ${LONGEST_STICKINESS} seconds.`,
        };
      }
    }
  },
};
