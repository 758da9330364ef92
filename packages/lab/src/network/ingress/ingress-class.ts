import { NGINX_CONTROLLER } from '../../controllers/default-objects.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';

/** ingress-nginx's `--ingress-class`: the one value of the old annotation that it takes for itself, class or no class. */
const OLD_ANNOTATION_VALUE = 'nginx';
const OLD_ANNOTATION = 'kubernetes.io/ingress.class';

/**
 * The Ingresses that the lab's ingress is to serve (controller/store, `GetIngressClass`): those that name a class of
 * ingress-nginx, or have the old annotation. One without either is nobody's: the default class is the API's to fill in.
 */
export class OurClasses {
  readonly #names: ReadonlySet<string>;

  constructor(store: StoreView) {
    const ours = store.list('ingressclasses').filter(({ spec }) => spec?.controller === NGINX_CONTROLLER);
    this.#names = new Set(ours.map(({ metadata }) => metadata.name));
  }

  has({
    metadata,
    spec,
  }: Pick<Stored<'ingresses'>, 'spec'> & {
    readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  }): boolean {
    if (spec?.ingressClassName !== undefined) return this.#names.has(spec.ingressClassName);
    return metadata.annotations?.[OLD_ANNOTATION] === OLD_ANNOTATION_VALUE;
  }
}
