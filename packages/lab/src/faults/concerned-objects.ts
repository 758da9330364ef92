import type { ResourceName, Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import type { Fault } from './fault.ts';

/** Where a user looks who wonders why things go wrong: at the pod, else at the routes. Empty for what concerns them all. */
export function concernedObjects(store: Store, fault: Fault): readonly Stored<ResourceName>[] {
  if (fault.kind === 'slow-watch') return [];
  if (fault.pod !== undefined) {
    const pod = store.get('pods', { namespace: fault.namespace, name: fault.pod });
    return pod === undefined ? [] : [pod];
  }
  const host = 'host' in fault ? fault.host : undefined;
  const ingresses = store
    .list('ingresses')
    .filter(({ spec }) => host === undefined || (spec?.rules ?? []).some((rule) => covers(rule.host, host)));
  const routes = store
    .list('httproutes')
    .filter(({ spec }) => host === undefined || (spec.hostnames ?? ['']).some((name) => covers(name, host)));
  return [...ingresses, ...routes];
}

/** Whether a rule for `pattern`, such as `*.sticky.info`, can be that of a request for `host`. None is for all hosts. */
function covers(pattern: string | undefined, host: string): boolean {
  if (!pattern) return true;
  if (!pattern.startsWith('*.')) return pattern === host;
  return host.slice(host.indexOf('.')) === pattern.slice(1);
}
