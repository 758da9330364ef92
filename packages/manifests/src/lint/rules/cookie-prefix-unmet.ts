import type { CookieAffinity } from '../../affinity.ts';
import type { LintRule } from '../rule.ts';
import { saidAt } from '../view/said-at.ts';

export const cookiePrefixUnmet: LintRule = {
  id: 'cookie-prefix-unmet',
  severity: 'error',
  title: 'A cookie name that promises what the cookie does not keep',
  why: 'Browsers drop a cookie called __Secure-… without Secure, and one called __Host-… that is not Secure, has a Domain, or another Path than "/".',
  documentation: 'https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes',
  *check(scene) {
    for (const reading of scene.readings) {
      const { affinity, routing, router } = reading;
      if (affinity.kind !== 'cookie') continue;
      const atRoot = router !== 'ingress-nginx' || routing.rules.every(({ path }) => path === '/');
      const wants = promised(affinity, routing.tls.length > 0, atRoot);
      const said = wants === undefined ? undefined : saidAt(scene, reading, affinity.name);
      if (said === undefined) continue;
      yield {
        ...said,
        message: `Browsers drop the cookie ${affinity.name} unless it has ${wants}: set that, or give it another name.`,
      };
    }
  },
};

/** Browsers look at the prefix in any case (RFC 6265bis 5.6). Where TLS ends at the router, it may set Secure by itself;
 * without a Path of its own only ingress-nginx is known to give the cookie another than "/". */
function promised({ name, secure, domain, path }: CookieAffinity, tls: boolean, atRoot: boolean): string | undefined {
  const prefix = /^__(secure|host)-/i.exec(name)?.[1]?.toLowerCase();
  if (prefix === undefined) return undefined;
  if (secure !== true && !(tls && secure === undefined)) return 'Secure';
  if (prefix === 'secure') return undefined;
  if (domain !== undefined) return 'no Domain';
  return (path === undefined && atRoot) || path === '/' ? undefined : 'the Path "/"';
}
