import { readIngressNginx } from '@sticky/manifests';
import { NGINX_CONTROLLER } from '../../controllers/default-objects.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { unsupportedAnnotations } from './supported-annotations.ts';

type Ingress = Stored<'ingresses'>;

/** The Ingresses that the lab's ingress serves, in ingress-nginx's order: oldest first, of equal age by name, descending. */
export function ingressesInForce(store: StoreView): readonly Ingress[] {
  return store
    .list('ingresses')
    .filter((ingress) => isOurs(store, ingress) && refusalOf(ingress) === undefined)
    .sort(
      (a, b) =>
        Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) ||
        (fullName(a) < fullName(b) ? 1 : -1),
    );
}

/** Whether the Ingress is of a class of ours: by its field, by the old annotation, or by default. */
export function isOurs(store: StoreView, { metadata, spec }: Ingress): boolean {
  const named = spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  const classes = store
    .list('ingressclasses')
    .filter((ingressClass) => ingressClass.spec?.controller === NGINX_CONTROLLER);
  if (named !== undefined) return classes.some((ingressClass) => ingressClass.metadata.name === named);
  return classes.some(
    (ingressClass) => ingressClass.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true',
  );
}

/** Why the lab cannot serve an Ingress as it stands, in one sentence. */
export function refusalOf({ metadata, spec }: Ingress): string | undefined {
  const [unsupported] = unsupportedAnnotations(metadata.annotations ?? {});
  if (unsupported !== undefined) return `the lab's ingress does not know ${unsupported}: take it out`;
  const rejected = readIngressNginx(metadata.annotations ?? {}).problems.find(({ effect }) => effect === 'rejected');
  if (rejected !== undefined) return rejected.message;
  const [path] = pathRefusals(spec?.rules ?? []);
  if (path !== undefined) return path;
  const backends = [
    spec?.defaultBackend,
    ...(spec?.rules ?? []).flatMap(({ http }) => http?.paths.map(({ backend }) => backend)),
  ];
  if (backends.some((backend) => backend?.resource !== undefined)) {
    return "the lab's ingress sends to Services only: name a service in the backend";
  }
  return undefined;
}

/**
 * What `strict-validate-path-type`, on by default, takes for Exact and Prefix; and of the other paths, which go into a
 * cookie's Path as they are, none that could end it there.
 */
function pathRefusals(rules: NonNullable<NonNullable<Ingress['spec']>['rules']>): string[] {
  return rules
    .flatMap(({ http }) => http?.paths ?? [])
    .filter(({ path = '/', pathType }) => {
      const safe = pathType === 'ImplementationSpecific' ? /^[\x20-\x7e]*$/ : /^\/[A-Za-z0-9._~/-]*$/;
      return !safe.test(path) || path.includes(';');
    })
    .map(
      ({ path, pathType }) => `ingress contains invalid paths: path ${path} cannot be used with pathType ${pathType}`,
    );
}

function fullName({ metadata }: Ingress): string {
  return `${metadata.namespace}/${metadata.name}`;
}
