import type { Stored } from '../store/resource-types.ts';
import type { Store } from '../store/store.ts';
import { FaultError, nameOneOf } from './fault-error.ts';

/**
 * The pod of that name, or the only one whose name ends in it: `rdn6q`, as the sidebar and the demo show it.
 *
 * @throws FaultError `unknown-pod`
 */
export function findPod(store: Store, name: string, namespace: string): Stored<'pods'> {
  const exact = store.get('pods', { namespace, name });
  if (exact !== undefined) return exact;
  const pods = store.list('pods', namespace);
  const [found, ...more] = pods.filter(({ metadata }) => metadata.name.endsWith(`-${name}`));
  if (found !== undefined && more.length === 0) return found;
  const candidates = (found === undefined ? pods : [found, ...more]).map(({ metadata }) => metadata.name);
  const which =
    found === undefined ? `no pod "${name}" in namespace ${namespace}` : `more than one pod ends in -${name}`;
  throw new FaultError(
    'unknown-pod',
    `${which}: ${candidates.length === 0 ? 'deploy one first' : nameOneOf(candidates)}`,
  );
}
