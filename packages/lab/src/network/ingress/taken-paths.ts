import { INGRESS_NGINX_CANARY_ANNOTATIONS } from '@sticky/manifests';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { refusalOf } from './ingress-admission.ts';
import { OurClasses } from './ingress-class.ts';
import { byAge, readIngress } from './ingress-readings.ts';
import { ANY_HOST, buildServers } from './servers.ts';

type Ingress = Stored<'ingresses'>;

/**
 * Why an Ingress is refused over a path that another one has already (controller/controller.go, `checkOverlap`): the
 * webhook denies it, unless one of the two is a canary of the other. What is stored in spite of it, since its class was
 * another one then, is served: the oldest has the path.
 */
export function takenPath(store: StoreView, asked: Ingress): string | undefined {
  const hosts = hostsOf(asked);
  const classes = new OurClasses(store);
  const others = store.list('ingresses').filter((other) => {
    if (nameOf(other) === nameOf(asked) || !classes.has(other)) return false;
    return [...hostsOf(other)].some((host) => hosts.has(host)) && refusalOf(other) === undefined;
  });
  if (others.length === 0) return undefined;
  const byName = new Map(others.map((other) => [nameOf(other), other]));
  const servers = buildServers([...others.map(readIngress).sort(byAge), readIngress(asked)]);
  for (const { host, http } of asked.spec?.rules ?? []) {
    const server = servers.find(({ hostname }) => hostname === (host || ANY_HOST));
    for (const { path } of http?.paths ?? []) {
      const holders = (server?.locations ?? []).filter((one) => one.path === (path || '/') && !one.isDefault);
      const holder = holders.map(({ route }) => byName.get(route)).find((other) => other && excludes(asked, other));
      if (holder !== undefined) {
        return `host "${host || ANY_HOST}" and path "${path || '/'}" is already defined in ingress ${nameOf(holder)}`;
      }
    }
  }
  return undefined;
}

/** Two canaries, or two of which none says anything about that. */
function excludes(a: Ingress, b: Ingress): boolean {
  const [first, second] = [a, b].map(({ metadata }) => metadata.annotations?.[INGRESS_NGINX_CANARY_ANNOTATIONS.canary]);
  return (first === 'true' && second === 'true') || (first === undefined && second === undefined);
}

function hostsOf({ spec }: Ingress): ReadonlySet<string> {
  return new Set((spec?.rules ?? []).map(({ host }) => host || ANY_HOST));
}

function nameOf({ metadata }: Ingress): string {
  return `${metadata.namespace}/${metadata.name}`;
}
