import { groups, resources } from '../resources/index.ts';
import type { Resource, Subresource } from '../resources/resource.ts';

/** What `/version` answers. Clients read the lab from the `+sticky-lab`. */
export const version = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.0+sticky-lab',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
};

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const SUBRESOURCE_VERBS: Readonly<Record<Subresource, readonly string[]>> = {
  status: ['get', 'patch', 'update'],
  scale: ['get', 'patch', 'update'],
  log: ['get'],
};

/** `/api` */
export function apiVersions(server: string) {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: server }],
  };
}

/** `/apis` */
export function apiGroupList() {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named().map(apiGroup) };
}

/** `/apis/GROUP`; undefined when there is no such group. */
export function apiGroupDocument(group: string) {
  return named().includes(group) ? { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) } : undefined;
}

function apiGroup(name: string) {
  const only = { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: [only], preferredVersion: only };
}

/** `/api/v1`, `/apis/GROUP/v1`; undefined when there is no such group. */
export function apiResourceList(group: string) {
  if (!groups.includes(group)) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? 'v1' : `${group}/v1`,
    resources: of(group).flatMap(apiResources),
  };
}

function apiResources(resource: Resource) {
  const { name, singular, namespaced, kind, shortNames, categories } = resource;
  const main = {
    name,
    singularName: singular,
    namespaced,
    kind,
    verbs: VERBS,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
  const subresources = resource.subresources.map((subresource) => {
    const scale = subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { kind };
    return {
      name: `${name}/${subresource}`,
      singularName: '',
      namespaced,
      ...scale,
      verbs: SUBRESOURCE_VERBS[subresource],
    };
  });
  return [main, ...subresources];
}

/** `/api` and `/apis` for clients that take all in one answer (apidiscovery.k8s.io/v2). */
export function aggregatedDiscovery(root: 'api' | 'apis') {
  const chosen = root === 'api' ? [''] : named();
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: chosen.map((group) => ({
      metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
      versions: [{ version: 'v1', freshness: 'Current', resources: of(group).map(resourceDiscovery) }],
    })),
  };
}

function resourceDiscovery(resource: Resource) {
  const { name, group, kind, singular, namespaced, shortNames, categories } = resource;
  const responseKind = { group, version: 'v1', kind };
  return {
    resource: name,
    responseKind,
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: VERBS,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    subresources: resource.subresources.map((subresource) => ({
      subresource,
      responseKind: subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : responseKind,
      verbs: SUBRESOURCE_VERBS[subresource],
    })),
  };
}

function named(): string[] {
  return groups.filter((group) => group !== '');
}

function of(group: string): readonly Resource[] {
  return resources.filter((resource) => resource.group === group);
}
