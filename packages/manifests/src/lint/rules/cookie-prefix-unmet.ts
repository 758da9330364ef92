import type { CookieAffinity } from '../../affinity.ts';
import type { LintRule } from '../rule.ts';
import { valuePath } from '../view/value-path.ts';

export const cookiePrefixUnmet: LintRule = {
  id: 'cookie-prefix-unmet',
  severity: 'error',
  title: 'A cookie name that promises what the cookie does not keep',
  why: 'Browsers drop a cookie called __Secure-… without Secure, and one called __Host-… that is not Secure, has a Domain, or another Path than "/".',
  documentation: 'https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes',
  *check(scene) {
    for (const { affinity, routing, from } of scene.readings) {
      if (affinity.kind !== 'cookie') continue;
      const tls = routing.tls.length > 0;
      const wants = promised(
        affinity,
        tls,
        routing.rules.every(({ path }) => path === '/'),
      );
      const [object] = from;
      const document = object && scene.documentOf(object);
      if (document === undefined || wants === undefined) continue;
      yield {
        document,
        path: valuePath(document.object, affinity.name),
        message: `Browsers drop the cookie ${affinity.name} unless it has ${wants}: set that, or give it another name.`,
      };
    }
  },
};

/** Browsers look at the prefix in any case (RFC 6265bis 5.6). Where TLS ends at the router, it may set Secure by itself. */
function promised({ name, secure, domain, path }: CookieAffinity, tls: boolean, atRoot: boolean): string | undefined {
  const prefix = /^__(secure|host)-/i.exec(name)?.[1]?.toLowerCase();
  if (prefix === undefined) return undefined;
  if (secure !== true && !(tls && secure === undefined)) return 'Secure';
  if (prefix === 'secure') return undefined;
  if (domain !== undefined) return 'no Domain';
  return (path === undefined && atRoot) || path === '/' ? undefined : 'the Path "/"';
}
