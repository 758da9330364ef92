import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { isGoTrue } from '../read/go-boolean.ts';
import { readIngress } from '../read/ingress.ts';
import { starPath } from '../read/star-path.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import { type Fixed, lossesOf } from '../render/losses.ts';
import { unsupportedAffinity } from '../render/unsupported.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import { type Routing, requirePlainPaths } from '../routing.ts';

/** An Ingress of the Application Gateway Ingress Controller: its affinity is on or off, and nothing more. */
export const azureAgic: Router = {
  id: 'azure-agic',
  title: 'Azure Application Gateway',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'Application Gateway Ingress Controller 1.0',
  notes: [
    'One cookie name for all backends of a gateway, unless cookie-based-affinity-distinct-name is "true" (since 1.5).',
    'A second cookie, ApplicationGatewayAffinityCORS, has SameSite=None and Secure.',
    'Azure names Application Gateway for Containers as the successor.',
  ],
  documentation: 'https://azure.github.io/application-gateway-kubernetes-ingress/annotations/#cookie-based-affinity',
  className: 'azure-application-gateway',
  marks: {
    controllers: ['azure/application-gateway'],
    annotations: ['appgw.ingress.kubernetes.io/'],
    classNames: ['azure-application-gateway', 'azure/application-gateway'],
  },
  render,
  read,
};

const PREFIX = 'appgw.ingress.kubernetes.io/';
const AFFINITY = `${PREFIX}cookie-based-affinity`;
const DISTINCT = `${PREFIX}cookie-based-affinity-distinct-name`;
const NAME = 'ApplicationGatewayAffinity';

const fixed = (what: string): Fixed => ({ reason: `Application Gateway has no setting for ${what} of its cookie.` });
const COOKIE: Readonly<Record<string, Fixed>> = {
  name: { reason: `Application Gateway calls its cookie ${NAME}.`, instead: NAME },
  strength: { reason: 'The cookie of Application Gateway names its pod.', instead: 'pinned' },
  maxAgeSeconds: { reason: 'The cookie of Application Gateway lasts as long as the browser session.' },
  path: { reason: 'The cookie of Application Gateway is for the whole host: its Path is /.' },
  domain: fixed('the domain'),
  secure: fixed('Secure'),
  sameSite: fixed('SameSite'),
  changeOnFailure: {
    reason: 'Application Gateway moves a session when the probe of its pod fails, not when a request does.',
  },
};

function render(routing: Routing, affinity: Affinity): Rendered {
  requirePlainPaths(routing, azureAgic.title);
  switch (affinity.kind) {
    case 'none':
      return { objects: [ingressOf(routing)], losses: [] };
    case 'cookie':
      return {
        objects: [ingressOf(routing, { annotations: { [AFFINITY]: 'true' } })],
        losses: lossesOf(affinity, COOKIE),
      };
    case 'client-address':
    case 'header':
      throw unsupportedAffinity('Application Gateway', affinity, 'a cookie');
  }
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): Reading[] => {
    const ingress = readIngress(object, starPath);
    if (ingress === undefined) return [];
    const reasons = new Map([[DISTINCT, 'Each backend gets a cookie of a name of its own, with a hash at its end.']]);
    return [
      {
        routing: ingress.routing,
        affinity: isGoTrue(object.metadata.annotations?.[AFFINITY])
          ? { kind: 'cookie', name: NAME, strength: 'pinned' }
          : { kind: 'none' },
        from: [object],
        assumed: [],
        unread: [...ingress.unread, ...unreadAnnotations(object, [PREFIX], [AFFINITY], reasons)],
      },
    ];
  });
}
