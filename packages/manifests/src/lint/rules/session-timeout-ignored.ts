import type { LintRule } from '../rule.ts';
import { isHeader, isServedBy, lifetimeType, sessionPersistences } from '../view/session-persistence.ts';

const IGNORING = ['envoy-gateway', 'nginx-gateway-fabric'] as const;

export const sessionTimeoutIgnored: LintRule = {
  id: 'session-timeout-ignored',
  severity: 'warning',
  title: 'An absoluteTimeout that ends no session',
  why: 'Envoy Gateway and NGINX Gateway Fabric use absoluteTimeout as the age of a Permanent cookie alone: other sessions go on for as long as the browser is open.',
  documentation: 'https://gateway.envoyproxy.io/docs/tasks/traffic/session-persistence/',
  *check(scene) {
    for (const view of sessionPersistences(scene)) {
      if (!view.fields.has('absoluteTimeout') || isHeader(view) || lifetimeType(view) === 'Permanent') continue;
      const ignored = view.gateways.some((gateway) => IGNORING.some((id) => isServedBy(id, gateway)));
      if (!ignored) continue;
      yield {
        document: view.document,
        path: [...view.path, 'absoluteTimeout'],
        part: 'key',
        message: 'This does nothing for a Session cookie: set lifetimeType to Permanent, or leave it out.',
      };
    }
  },
};
