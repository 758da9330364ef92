import { NO_SUCH_FIELD } from '../../parse-input.ts';
import type { Path } from '../../router.ts';
import { isKnownKind, validateObject } from '../../validation/validate-object.ts';
import type { LintRule } from '../rule.ts';
import { NGINX_PREFIX } from '../view/nginx.ts';

/** How routers call what keeps clients on pods, in fields and annotations. */
const OF_AFFINITY =
  /sticky|stickiness|affinity|persist|cookie|hash|load-?balanc|lb-method|target-?group-?attributes|algorithm/i;

/**
 * What the validation says of affinity. A field that is not known may be one of a newer version, and what else is wrong with an
 * object is its API server's to say.
 */
export const invalidSetting: LintRule = {
  id: 'invalid-setting',
  fallback: true,
  severity: 'error',
  title: 'A setting of affinity that is refused or dropped',
  why: 'The API server or the controller takes no such value: the object is refused as a whole, or works as if the field were not there.',
  documentation:
    'https://kubernetes.io/docs/reference/using-api/api-concepts/#validation-for-unrecognized-or-duplicate-fields',
  *check(scene) {
    for (const document of scene.documents) {
      if (!isKnownKind(document.object)) continue;
      for (const { path, message } of validateObject(document.object)) {
        if (message === NO_SUCH_FIELD || !OF_AFFINITY.test(path.join('/')) || isElsewhere(path)) continue;
        yield { document, path, message };
      }
    }
  },
};

/** `dropped-annotation-value` and others; `affinity-config-without-client-ip`, `client-ip-timeout`. */
function isElsewhere([top, field, name]: Path): boolean {
  return (
    (field === 'annotations' && String(name).startsWith(NGINX_PREFIX)) ||
    (top === 'spec' && field === 'sessionAffinityConfig')
  );
}
