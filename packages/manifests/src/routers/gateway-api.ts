import type { Affinity, CookieAffinity, HeaderAffinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Sticking } from '../read/by-affinity.ts';
import { policiesOf } from '../read/policies.ts';
import { routeReadings } from '../read/route-readings.ts';
import { readSessionPersistence, type SessionPersistenceShape } from '../read/session-persistence.ts';
import { cannotCarry } from '../render/cannot-carry.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { type Fixed, lossesOf } from '../render/losses.ts';
import {
  ECHOED_HEADER,
  EXPERIMENTAL_CHANNEL,
  needsOfOneName,
  sessionPersistence,
} from '../render/session-persistence.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';

/** The GatewayClass of the lab: a real cluster has one of its implementation. */
export const LAB_CLASS = 'sticky';

const CLASS_NEEDED = `The GatewayClass ${LAB_CLASS}, which is the lab's: elsewhere name that of the implementation.`;

/** An HTTPRoute of the Gateway API 1.3 to 1.6, with `sessionPersistence` in its rules. */
export const gatewayApi: Router = {
  id: 'gateway-api',
  title: 'Gateway API',
  strengths: ['pinned'],
  status: 'experimental',
  minimumVersion: 'Gateway API 1.3, experimental channel',
  notes: [
    'Honoured by Envoy Gateway 1.2, kgateway 2.0 (cookie and header), NGINX Gateway Fabric 2.4 (cookie, NGINX Plus) and Cilium 1.21 (cookie without lifetime).',
    'Ignored by Istio, Traefik, Contour and APISIX, some of them without a word in the status.',
    'The shape changes after 1.6: sessionName and cookieConfig become cookie and header.',
    'To 1.6 the path of the cookie is that of the match: rules with different paths have different sessions.',
    'A route wins over an XBackendTrafficPolicy, and persistence over the weights of backends.',
  ],
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  className: LAB_CLASS,
  marks: {
    controllers: ['lab.sticky/gateway-controller'],
    kinds: ['gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.x-k8s.io/XBackendTrafficPolicy'],
    classNames: [LAB_CLASS],
  },
  render: (routing, affinity) => renderPersistent(routing, affinity, sessionPersistence, LOST),
  read: (objects) => readPersistent(objects, 'released'),
};

/** The fields of a cookie that a router makes something of its own of. */
export type CookieLosses = { readonly [field in Exclude<keyof CookieAffinity, 'kind'>]?: Fixed };

const SAFE_BY_DEFAULT = 'is for the implementation to set, to the safe side';

/** What no shape of the field can say. */
export const NOT_IN_SESSION_PERSISTENCE: CookieLosses = {
  strength: { reason: 'Persistence is to one pod: the session stays when pods are added.', instead: 'pinned' },
  domain: { reason: 'The cookie is for the host that set it: the Gateway API has no field for a domain.' },
  secure: { reason: `The Gateway API has no field for Secure: it ${SAFE_BY_DEFAULT}.` },
  sameSite: { reason: `The Gateway API has no field for SameSite: it ${SAFE_BY_DEFAULT}.` },
  changeOnFailure: { reason: 'The Gateway API leaves it to the implementation what a failed try does to a session.' },
};

const LOST: CookieLosses = {
  ...NOT_IN_SESSION_PERSISTENCE,
  path: {
    reason: 'To Gateway API 1.6 the path of the cookie is that of the match, and there is no field for another.',
  },
};

/** A routing whose rules have sessionPersistence, in the shape that is written, less what that cannot say. */
export function renderPersistent(
  routing: Routing,
  affinity: Affinity,
  write: (affinity: CookieAffinity | HeaderAffinity) => object,
  lost: CookieLosses,
): Rendered {
  if (affinity.kind === 'client-address') {
    throw cannotCarry('The Gateway API', affinity, 'use a cookie, or a router that hashes, such as envoy-gateway');
  }
  const { gateway, routes, losses, needs } = gatewayRouting(routing, {
    className: LAB_CLASS,
    sessionPersistence: affinity.kind === 'none' ? undefined : write(affinity),
  });
  return {
    objects: [gateway, ...routes],
    losses: [...losses, ...(affinity.kind === 'cookie' ? lossesOf(affinity, lost) : [])],
    needs: [
      ...needs,
      ...(routing.className === undefined ? [CLASS_NEEDED] : []),
      ...(affinity.kind === 'none' ? [] : [EXPERIMENTAL_CHANNEL]),
      ...(affinity.kind === 'header' ? [ECHOED_HEADER] : []),
      ...(affinity.kind === 'cookie' ? needsOfOneName(routing) : []),
    ],
  };
}

/** What routes say of persistence, or else the policies of their Services. */
export function readPersistent(
  objects: readonly KubernetesObject[],
  shape: SessionPersistenceShape,
): readonly Reading[] {
  const type = { group: 'gateway.networking.x-k8s.io', kind: 'XBackendTrafficPolicy' };
  const ofService = policiesOf(objects, type, ({ object, spec }): Sticking | undefined => {
    const said = readSessionPersistence(object, ['spec', 'sessionPersistence'], spec.sessionPersistence, shape);
    return said && { ...said, from: [object] };
  });
  return routeReadings(objects, ({ path, service, sessionPersistence: value }, { object }) => {
    const own = readSessionPersistence(object, [...path, 'sessionPersistence'], value, shape);
    if (own !== undefined || service === undefined) return own;
    return ofService({ kind: 'Service', namespace: object.metadata.namespace, name: service });
  });
}
