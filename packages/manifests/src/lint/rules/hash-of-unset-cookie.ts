import { quote } from '../../rules/quote.ts';
import type { LintRule } from '../rule.ts';
import { specOf } from '../view/session-persistence.ts';

export const hashOfUnsetCookie: LintRule = {
  id: 'hash-of-unset-cookie',
  severity: 'warning',
  title: 'A cookie that nginx hashes and does not make',
  why: 'All clients without the cookie have the same, empty key, so one pod gets all of them.',
  documentation: 'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#hash',
  *check(scene) {
    for (const document of scene.ofKind('UpstreamSettingsPolicy')) {
      const key = specOf(document).get('hashMethodKey');
      if (typeof key !== 'string' || !key.startsWith('$cookie_')) continue;
      yield {
        document,
        path: ['spec', 'hashMethodKey'],
        message: `nginx makes no cookie for ${quote(key)}: let the application set it for everybody, or hash the address (ip_hash).`,
      };
    }
  },
};
