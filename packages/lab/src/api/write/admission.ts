import { isOurs, refusalOf } from '../../network/ingress/ingress-admission.ts';
import type { Draft, ResourceName, Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { badRequest } from '../status.ts';

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

/**
 * What the admission plugins and webhooks of a real cluster with ingress-nginx do: a new Ingress gets the default class,
 * and one that the lab's ingress could not serve is denied.
 *
 * @throws ApiError 400
 */
export function admit(store: Store, draft: Draft<ResourceName>, operation: 'create' | 'update'): void {
  if (!isIngress(draft)) return;
  if (operation === 'create') setDefaultClass(store, draft);
  const refusal = isOurs(store, draft) ? refusalOf(draft) : undefined;
  if (refusal !== undefined) {
    throw badRequest(`admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: ${refusal}`);
  }
}

function setDefaultClass(store: Store, { metadata, spec }: Ingress): void {
  if (spec === undefined || spec.ingressClassName || metadata.annotations?.['kubernetes.io/ingress.class']) return;
  const byDefault = store.list('ingressclasses').find((one) => one.metadata.annotations?.[DEFAULT_CLASS] === 'true');
  if (byDefault !== undefined) spec.ingressClassName = byDefault.metadata.name;
}

type Ingress = Draft<'ingresses'> & Stored<'ingresses'>;

function isIngress(draft: Draft<ResourceName>): draft is Ingress {
  return draft.kind === 'Ingress';
}
