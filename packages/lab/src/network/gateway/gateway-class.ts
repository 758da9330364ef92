import type { Stored } from '../../store/resource-types.ts';
import type { Store, StoreView } from '../../store/store.ts';
import { withConditions } from './conditions.ts';

/** The GatewayClass that the lab makes, and the name of the program behind it. */
export const STICKY_CLASS = 'sticky';
export const CONTROLLER_NAME = 'lab.sticky/gateway-controller';

/** What the lab has beyond the core of the Gateway API, as `pkg/features` of v1.6.1 names it. In the order of names. */
const FEATURES = [
  'Gateway',
  'GatewayHTTPListenerIsolation',
  'GatewayPort8080',
  'GatewayStaticAddresses',
  'HTTPRoute',
  'HTTPRoute303RedirectStatusCode',
  'HTTPRoute307RedirectStatusCode',
  'HTTPRoute308RedirectStatusCode',
  'HTTPRouteBackendProtocolWebSocket',
  'HTTPRouteBackendRequestHeaderModification',
  'HTTPRouteBackendTimeout',
  'HTTPRouteCORS',
  'HTTPRouteHostRewrite',
  'HTTPRouteMethodMatching',
  'HTTPRouteNamedRouteRule',
  'HTTPRouteParentRefPort',
  'HTTPRoutePathRedirect',
  'HTTPRoutePathRewrite',
  'HTTPRoutePortRedirect',
  'HTTPRouteQueryParamMatching',
  'HTTPRouteRequestTimeout',
  'HTTPRouteResponseHeaderModification',
  'HTTPRouteRetry',
  'HTTPRouteRetryBackendTimeout',
  'HTTPRouteRetryConnectionError',
  'HTTPRouteSchemeRedirect',
  'ReferenceGrant',
];

/** Whether the lab implements a gateway: by the controller that its class names. */
export function isOurs(store: StoreView, { spec }: Pick<Stored<'gateways'>, 'spec'>): boolean {
  const found = store.get('gatewayclasses', { name: spec.gatewayClassName });
  return found?.spec.controllerName === CONTROLLER_NAME;
}

/** Tells in each GatewayClass of the lab that it is taken. */
export function writeClassStatus(store: Store): void {
  for (const found of store.list('gatewayclasses')) {
    if (found.spec.controllerName !== CONTROLLER_NAME) continue;
    const conditions = withConditions(found.status?.conditions, found.metadata.generation, {
      Accepted: { status: 'True', reason: 'Accepted', message: 'The lab implements this class' },
      SupportedVersion: { status: 'True', reason: 'SupportedVersion', message: 'Gateway API v1.6.1, experimental' },
    });
    const supportedFeatures = FEATURES.map((name) => ({ name }));
    store.update('gatewayclasses', { ...found, status: { ...found.status, conditions, supportedFeatures } });
  }
}
