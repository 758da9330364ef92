import { quote } from '../../rules/quote.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { targetGroups } from '../view/target-group.ts';

const NAME = 'stickiness.app_cookie.cookie_name';

export const reservedCookieName: LintRule = {
  id: 'reserved-cookie-name',
  severity: 'error',
  title: "An application cookie with a name of the load balancer's own",
  why: 'AWSALB, AWSALBAPP and AWSALBTG are for the load balancer itself: it refuses them as the name of a cookie of the application.',
  documentation:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#application-based-stickiness',
  *check(scene) {
    for (const { document, annotation, attributes } of targetGroups(scene)) {
      const name = attributes.get(NAME);
      if (name === undefined || !/^AWSALB(APP|TG)?(-\d+|CORS)?$/.test(name)) continue;
      yield {
        document,
        path: annotationPath(annotation),
        message: `${quote(name)} is reserved: name the cookie that the application itself sets, or use stickiness.type=lb_cookie.`,
      };
    }
  },
};
