import { titleOf } from '../../object-identity.ts';
import type { LintRule } from '../rule.ts';
import { isHeader, isServedBy, sessionPersistences } from '../view/session-persistence.ts';

export const secureSessionWithoutHttps: LintRule = {
  id: 'secure-session-without-https',
  severity: 'warning',
  title: 'A cookie with Secure behind a Gateway without HTTPS',
  why: 'Cilium always sets Secure: over plain HTTP a browser drops the cookie, and every request meets any pod.',
  documentation: 'https://docs.cilium.io/en/latest/network/servicemesh/gateway-api/session-persistence/',
  *check(scene) {
    for (const view of sessionPersistences(scene)) {
      if (isHeader(view)) continue;
      const plain = view.gateways.find(
        (gateway) => isServedBy('cilium', gateway) && gateway.protocols.every((name) => name === 'HTTP'),
      );
      if (plain === undefined) continue;
      yield {
        document: view.document,
        path: view.path,
        part: 'key',
        message: `The cookie has Secure, and ${titleOf(plain.document.object)} no HTTPS listener: add one, unless TLS ends before it.`,
      };
    }
  },
};
