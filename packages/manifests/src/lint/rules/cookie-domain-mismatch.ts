import { quote } from '../../rules/quote.ts';
import { domainMatches } from '../browser.ts';
import type { LintRule } from '../rule.ts';
import { saidAt } from '../view/said-at.ts';

export const cookieDomainMismatch: LintRule = {
  id: 'cookie-domain-mismatch',
  severity: 'error',
  title: 'A cookie Domain that the host is not under',
  why: 'A browser drops a cookie for a domain that the host which sets it does not belong to, so every request meets any pod.',
  documentation: 'https://www.rfc-editor.org/rfc/rfc6265#section-5.1.3',
  *check(scene) {
    for (const reading of scene.readings) {
      const { affinity, routing } = reading;
      if (affinity.kind !== 'cookie' || affinity.domain === undefined) continue;
      const { domain } = affinity;
      const missed = routing.rules.find(({ host }) => host !== undefined && !mayMatch(host, domain));
      if (missed?.host === undefined) continue;
      const said = saidAt(scene, reading, domain);
      if (said === undefined) continue;
      yield {
        ...said,
        message: `${quote(missed.host)} is not under ${quote(domain)}, so browsers drop the cookie: give a domain that it is under, or leave it out.`,
      };
    }
  },
};

/** Of the hosts that a wildcard stands for, one may be under the domain. */
function mayMatch(host: string, domain: string): boolean {
  if (!host.startsWith('*.')) return domainMatches(host, domain);
  const rest = host.slice(2);
  return domainMatches(rest, domain) || domainMatches(domain.replace(/^\./, ''), rest);
}
