import { isGoTrue } from '../../read/go-boolean.ts';
import { kindOf } from '../../read/object-index.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';

const DISABLED = 'haproxy.router.openshift.io/disable_cookies';
const SETTINGS = ['router.openshift.io/cookie_name', 'router.openshift.io/cookie-same-site'];

export const openshiftCookiesDisabled: LintRule = {
  id: 'openshift-cookies-disabled',
  severity: 'error',
  title: 'A Route that names its cookie and disables cookies',
  why: 'disable_cookies turns off the cookie that a Route has by default, with all that is said of it: every request meets any pod.',
  documentation:
    'https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/ingress_and_load_balancing/routes#nw-route-specific-annotations_route-configuration',
  *check(scene) {
    for (const document of scene.ofKind('Route')) {
      const { annotations = {} } = document.object.metadata;
      const setting = SETTINGS.find((name) => annotations[name] !== undefined);
      if (kindOf(document.object) !== 'route.openshift.io/Route') continue;
      if (setting === undefined || !isGoTrue(annotations[DISABLED])) continue;
      yield {
        document,
        path: annotationPath(DISABLED),
        message: `${setting} does nothing beside this: take one of the two out.`,
      };
    }
  },
};
