/** Where the API keeps a kind. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Of a CRD: a cluster may do without. */
  readonly custom?: boolean;
}

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

const kinds = [
  { apiVersion: 'apps/v1', kind: 'Deployment', plural: 'deployments', namespaced: true },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true },
  { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
  { apiVersion: 'v1', kind: 'Service', plural: 'services', namespaced: true },
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', plural: 'endpointslices', namespaced: true },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses', namespaced: true },
  { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', plural: 'ingressclasses', namespaced: false },
  { apiVersion: GATEWAY_API, kind: 'Gateway', plural: 'gateways', namespaced: true, custom: true },
  { apiVersion: GATEWAY_API, kind: 'HTTPRoute', plural: 'httproutes', namespaced: true, custom: true },
  { apiVersion: 'v1', kind: 'Event', plural: 'events', namespaced: true },
  { apiVersion: 'v1', kind: 'Node', plural: 'nodes', namespaced: false },
] as const satisfies readonly Kind[];

export type KindName = (typeof kinds)[number]['kind'];

export function isKindName(name: string): name is KindName {
  return kinds.some(({ kind }) => kind === name);
}

export function kindOf(name: KindName): Kind {
  const found = kinds.find(({ kind }) => kind === name);
  if (found === undefined) throw new TypeError(`unknown kind ${name}`);
  return found;
}

/** `/apis/apps/v1/namespaces/shop/deployments`, with a name the object itself. */
export function pathOf(kind: Kind, namespace: string, name?: string): string {
  const root = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
  const place = kind.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${place}/${kind.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

export function groupOf(kind: Kind): string {
  return kind.apiVersion.includes('/') ? (kind.apiVersion.split('/')[0] ?? '') : '';
}
