import { refusalOf } from '../../network/ingress/ingress-admission.ts';
import { OurClasses } from '../../network/ingress/ingress-class.ts';
import { takenPath } from '../../network/ingress/taken-paths.ts';
import { nodePortErrors } from '../../network/node-ports.ts';
import { services } from '../../resources/services.ts';
import type { Draft, ResourceName, Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { badRequest, invalidObject } from '../status.ts';

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

/**
 * What the admission plugins and webhooks of a real cluster with ingress-nginx do: a new Ingress gets the default class,
 * and one that the lab's ingress could not serve is denied. Nor does a Service get a node port that another one has.
 *
 * @throws ApiError 400, 422
 */
export function admit(store: Store, draft: Draft<ResourceName>, operation: 'create' | 'update'): void {
  if (isService(draft)) refuseTakenPorts(store, draft);
  if (!isIngress(draft)) return;
  if (operation === 'create') setDefaultClass(store, draft);
  const refusal = new OurClasses(store).has(draft) ? (refusalOf(draft) ?? takenPath(store, draft)) : undefined;
  if (refusal !== undefined) {
    throw badRequest(`admission webhook "validate.nginx.ingress.kubernetes.io" denied the request: ${refusal}`);
  }
}

function setDefaultClass(store: Store, { metadata, spec }: Ingress): void {
  if (spec === undefined || spec.ingressClassName || metadata.annotations?.['kubernetes.io/ingress.class']) return;
  const byDefault = store.list('ingressclasses').find((one) => one.metadata.annotations?.[DEFAULT_CLASS] === 'true');
  if (byDefault !== undefined) spec.ingressClassName = byDefault.metadata.name;
}

function refuseTakenPorts(store: Store, draft: Draft<'services'>): void {
  const errors = nodePortErrors(store, draft);
  if (errors.length > 0) throw invalidObject(services, draft.metadata.name, errors);
}

function isService(draft: Draft<ResourceName>): draft is Draft<'services'> {
  return draft.kind === 'Service';
}

type Ingress = Draft<'ingresses'> & Stored<'ingresses'>;

function isIngress(draft: Draft<ResourceName>): draft is Ingress {
  return draft.kind === 'Ingress';
}
