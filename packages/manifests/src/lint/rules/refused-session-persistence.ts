import type { LintRule } from '../rule.ts';
import {
  type GatewayView,
  isHeader,
  isServedBy,
  lifetimeType,
  type SessionPersistenceView,
  sessionPersistences,
} from '../view/session-persistence.ts';

export const refusedSessionPersistence: LintRule = {
  id: 'refused-session-persistence',
  severity: 'error',
  title: 'A session of a kind that the implementation refuses',
  why: 'Cilium does not accept a route whose session has a lifetime or a header, so all of it answers 404; NGINX Gateway Fabric leaves out a session by header.',
  documentation: 'https://docs.cilium.io/en/latest/network/servicemesh/gateway-api/session-persistence/',
  *check(scene) {
    for (const view of sessionPersistences(scene)) {
      const refused = view.gateways.map((gateway) => refusal(view, gateway)).find((found) => found !== undefined);
      if (refused === undefined) continue;
      const { field, message } = refused;
      yield { document: view.document, path: [...view.path, ...field], message };
    }
  },
};

function refusal(view: SessionPersistenceView, gateway: GatewayView) {
  const cilium = isServedBy('cilium', gateway);
  if (isHeader(view)) {
    if (cilium) return { field: ['type'], message: 'Cilium refuses a route with this: only Cookie is taken.' };
    if (!isServedBy('nginx-gateway-fabric', gateway)) return undefined;
    return { field: ['type'], message: 'NGINX Gateway Fabric leaves this out: only Cookie is taken.' };
  }
  if (!cilium) return undefined;
  if (view.fields.has('absoluteTimeout')) {
    return { field: ['absoluteTimeout'], message: 'Cilium refuses a route with a lifetime: leave it out.' };
  }
  if (lifetimeType(view) !== 'Permanent') return undefined;
  return {
    field: ['cookieConfig', 'lifetimeType'],
    message: 'Cilium refuses a route with this: only Session is taken.',
  };
}
