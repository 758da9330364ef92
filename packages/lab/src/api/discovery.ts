import { groups, resourcesOf, versionsOfGroup } from '../resources/index.ts';
import { type Resource, STORED_VERSION, type Subresource, versionOf } from '../resources/resource.ts';

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
  const versions = versionsOfGroup(name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: { groupVersion: `${name}/${STORED_VERSION}`, version: STORED_VERSION } };
}

/** `/api/v1`, `/apis/GROUP/VERSION`; undefined when there is no such group or version. */
export function apiResourceList(group: string, version: string) {
  if (!versionsOfGroup(group).includes(version)) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: resourcesOf(group, version).flatMap(apiResources),
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
      versions: versionsOfGroup(group).map((version) => ({
        version,
        freshness: 'Current',
        resources: resourcesOf(group, version).map(resourceDiscovery),
      })),
    })),
  };
}

function resourceDiscovery(resource: Resource) {
  const { name, group, kind, singular, namespaced, shortNames, categories } = resource;
  const responseKind = { group, version: versionOf(resource), kind };
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
