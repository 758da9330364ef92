import { titleOf } from '../../object-identity.ts';
import { routers } from '../../routers/index.ts';
import type { LintRule } from '../rule.ts';
import { type GatewayView, sessionPersistences } from '../view/session-persistence.ts';

/** What their GatewayClasses are called and controlled by, and what keeps clients there instead. */
const IGNORING: readonly {
  readonly title: string;
  readonly controller: string;
  readonly classNames: readonly string[];
  readonly instead: string;
}[] = [
  {
    title: 'Istio',
    controller: 'istio.io/',
    classNames: ['istio', 'istio-waypoint', 'istio-remote'],
    instead: "the Service's label istio.io/persistent-session",
  },
  {
    title: 'Traefik',
    controller: 'traefik.io/',
    classNames: ['traefik'],
    instead: 'a sticky cookie in an IngressRoute',
  },
  {
    title: 'Contour',
    controller: 'projectcontour.io/',
    classNames: ['contour'],
    instead: 'loadBalancerPolicy in an HTTPProxy',
  },
  {
    title: 'APISIX',
    controller: 'apisix.apache.org/',
    classNames: ['apisix'],
    instead: 'a BackendTrafficPolicy of its own',
  },
  {
    title: 'GKE',
    controller: 'networking.gke.io/',
    classNames: routers['gke-gateway'].marks.classNames ?? [],
    instead: 'a GCPBackendPolicy or a GCPSessionAffinityPolicy',
  },
  {
    title: 'Application Gateway for Containers',
    controller: 'alb.networking.azure.io/',
    classNames: ['azure-alb-external'],
    instead: 'a RoutePolicy',
  },
];

export const ignoredSessionPersistence: LintRule = {
  id: 'ignored-session-persistence',
  severity: 'error',
  title: '`sessionPersistence` that the implementation ignores',
  why: 'The field is optional for implementations: where it is ignored, every request meets any pod, and often no status says so.',
  documentation: 'https://gateway-api.sigs.k8s.io/implementations/',
  *check(scene) {
    for (const { document, path, gateways } of sessionPersistences(scene)) {
      for (const gateway of gateways) {
        const found = IGNORING.find((one) => serves(one, gateway));
        if (found === undefined) continue;
        yield {
          document,
          path,
          part: 'key',
          message: `${found.title} (${titleOf(gateway.document.object)}) ignores this: keep clients by ${found.instead}.`,
        };
        break;
      }
    }
  },
};

function serves(one: (typeof IGNORING)[number], { className, controller }: GatewayView): boolean {
  return controller === undefined ? one.classNames.includes(className) : controller.startsWith(one.controller);
}
