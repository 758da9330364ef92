import type { LintRule } from '../rule.ts';
import { hashCookies } from '../view/hash-cookie.ts';
import { ttlCookies } from '../view/ttl-cookie.ts';

/** No fix: an application that sets the cookie itself wants no other one. */
export const hashCookieWithoutTtl: LintRule = {
  id: 'hash-cookie-without-ttl',
  severity: 'warning',
  title: 'A hashed cookie that nobody makes',
  why: 'Envoy makes the cookie only when there is a ttl: without one, whoever comes without such a cookie meets any pod at each request.',
  documentation: 'https://gateway.envoyproxy.io/docs/api/extension_types/#cookie',
  *check(scene) {
    for (const { document, path, cookie } of [...hashCookies(scene), ...ttlCookies(scene)]) {
      if (cookie.get('ttl') != null) continue;
      yield {
        document,
        path,
        part: 'key',
        message:
          'Without ttl Envoy makes no cookie: set it to 0s for the browser session, unless the application sets the cookie.',
      };
    }
  },
};
