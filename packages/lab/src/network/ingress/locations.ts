import type { HTTPIngressPath, IngressBackend } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { Upstream } from './upstream.ts';

/** The name under which rules without a host are kept, as nginx's catch-all server. */
export const ANY_HOST = '_';

/** One path of one host. */
export interface Location {
  readonly host: string;
  /** As written in the Ingress. */
  readonly path: string;
  readonly match: 'exact' | 'elements' | 'characters';
  readonly upstream: Upstream;
  /** Whether an answer may set the affinity cookie here. */
  readonly setsCookie: boolean;
}

/** A location as one Ingress asks for it. */
export interface IngressLocation {
  readonly host: string;
  readonly path: string;
  readonly match: Location['match'];
  readonly backend: IngressBackend;
  /** Of `spec.defaultBackend`. */
  readonly isDefault: boolean;
}

/** The locations of one Ingress: of its rules in their order, then of its default backend. */
export function locationsOf({ spec }: Stored<'ingresses'>): IngressLocation[] {
  const rules = (spec?.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).map((path) => ({
      host: host === undefined || host === '' ? ANY_HOST : host.toLowerCase(),
      path: path.path ?? '/',
      match: matchOf(path),
      backend: path.backend,
      isDefault: false,
    })),
  );
  if (spec?.defaultBackend === undefined) return rules;
  // It answers what the rules leave open, on their hosts; without rules, on any host.
  const hosts = new Set(rules.map(({ host }) => host));
  const defaults = [...(hosts.size === 0 ? [ANY_HOST] : hosts)].map((host) => ({
    host,
    path: '/',
    match: 'characters' as const,
    backend: spec.defaultBackend ?? {},
    isDefault: true,
  }));
  return [...rules, ...defaults];
}

/** ingress-nginx takes ImplementationSpecific for an nginx prefix location, which compares characters. */
function matchOf({ pathType }: HTTPIngressPath): Location['match'] {
  if (pathType === 'Exact') return 'exact';
  return pathType === 'Prefix' ? 'elements' : 'characters';
}
