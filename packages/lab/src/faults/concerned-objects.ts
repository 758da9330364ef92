import type { ResourceName, Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import type { Fault } from './fault.ts';
import { FaultError, nameOneOf } from './fault-error.ts';

/** Where a user looks who wonders why things go wrong: at the pod, else at the routes. Empty for what concerns them all. */
export function concernedObjects(store: Store, fault: Fault): readonly Stored<ResourceName>[] {
  if (fault.kind === 'slow-watch') return [];
  if (fault.pod !== undefined) {
    const pod = store.get('pods', { namespace: fault.namespace, name: fault.pod });
    return pod === undefined ? [] : [pod];
  }
  const host = 'host' in fault ? fault.host : undefined;
  const routes = routesOf(store).filter(({ hosts }) => host === undefined || hosts.some((one) => covers(one, host)));
  return routes.map(({ route }) => route);
}

/** A mistyped host would do nothing, and say nothing of it. @throws FaultError `unknown-host` */
export function requireRoute(store: Store, host: string): void {
  const hosts = routesOf(store).flatMap((route) => route.hosts);
  if (hosts.some((one) => covers(one, host))) return;
  const known = hosts.length === 0 ? 'expose an app first' : nameOneOf([...new Set(hosts)]);
  throw new FaultError('unknown-host', `no route has the host ${JSON.stringify(host)}: ${known}`);
}

interface Route {
  readonly route: Stored<'ingresses'> | Stored<'httproutes'>;
  /** As it names them; empty for all. */
  readonly hosts: readonly string[];
}

function routesOf(store: Store): readonly Route[] {
  return [
    ...store.list('ingresses').map((route) => {
      const alias = route.metadata.annotations?.['nginx.ingress.kubernetes.io/server-alias'];
      const aliases = alias === undefined ? [] : alias.split(',').map((one) => one.trim());
      const rules = (route.spec?.rules ?? []).map(({ host = '' }) => host);
      return { route, hosts: [...rules, ...(route.spec?.defaultBackend === undefined ? [] : ['']), ...aliases] };
    }),
    ...store.list('httproutes').map((route) => ({ route, hosts: route.spec.hostnames ?? [''] })),
  ];
}

/** Whether what is for `pattern`, such as `*.sticky.info`, can be for a request for `host`. */
function covers(pattern: string, host: string): boolean {
  // What a regular expression of nginx covers, nginx alone knows.
  if (pattern === '' || pattern.startsWith('~')) return true;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern.toLowerCase() === host;
}
