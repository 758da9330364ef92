import { GATEWAY_GROUP } from '../../resources/schema/gateway-api.ts';
import type { StoreView } from '../../store/store.ts';

export interface Referrer {
  readonly kind: 'Gateway' | 'HTTPRoute';
  readonly namespace: string;
}

/** What is referred to; the lab knows references to kinds of the core group alone. */
export interface Referent {
  readonly kind: 'Service' | 'Secret';
  readonly namespace: string;
  readonly name: string;
}

/** Whether an object may refer to another: within a namespace always, else where a ReferenceGrant beside the other says so. */
export function mayRefer(store: StoreView, from: Referrer, to: Referent): boolean {
  if (from.namespace === to.namespace) return true;
  return store
    .list('referencegrants', to.namespace)
    .some(
      ({ spec }) =>
        spec.from.some(
          ({ group, kind, namespace }) => group === GATEWAY_GROUP && kind === from.kind && namespace === from.namespace,
        ) &&
        spec.to.some(
          ({ group, kind, name }) => group === '' && kind === to.kind && (name === undefined || name === to.name),
        ),
    );
}
