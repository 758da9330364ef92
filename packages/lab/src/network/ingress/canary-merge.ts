import type { Warn } from './route-warning.ts';
import { ANY_HOST } from './servers.ts';
import { type AnnotatedIngress, type UpstreamDraft, type UpstreamDrafts, upstreamName } from './upstream-draft.ts';
import type { UpstreamLocation, UpstreamServer } from './upstreams.ts';

/**
 * Gives each canary to the upstreams of the locations that have its hosts, paths and path types (controller.go,
 * mergeAlternativeBackends). With it goes the affinity of the primary, so that clients are kept there too, unless the
 * canary wants its `legacy` behaviour. An upstream for which a path has no such location is taken away altogether.
 */
export function mergeCanaries(
  drafts: UpstreamDrafts,
  ingresses: readonly AnnotatedIngress[],
  servers: readonly UpstreamServer[],
  warn: Warn,
): void {
  const hosts = new Map(servers.map(({ hostname, locations }) => [hostname, locations]));
  for (const canary of ingresses.filter(({ settings }) => settings.canary !== undefined)) {
    for (const claim of claimsOf(canary)) {
      const outcome = mergeClaim(drafts, canary, claim, hosts);
      if (outcome !== 'merged') warn(canary.ingress, ...EVENTS[outcome]);
    }
  }
}

type Outcome = 'merged' | 'second' | 'no primary';

const EVENTS: Readonly<Record<Exclude<Outcome, 'merged'>, readonly [reason: string, message: string]>> = {
  second: ['SecondCanary', 'another canary has a path of this one already: of several, the first takes requests'],
  'no primary': [
    'CanaryWithoutPrimary',
    'a path of this canary has no Ingress beside it with the same host, path and path type: it takes no requests',
  ],
};

/** What a canary wants a part of. */
interface Claim {
  readonly host: string;
  /** Name of the upstream that takes it. */
  readonly upstream: string | undefined;
  fits(location: UpstreamLocation): boolean;
}

function claimsOf({ ingress }: AnnotatedIngress): Claim[] {
  const { rules = [], defaultBackend } = ingress.spec ?? {};
  const claims = rules.flatMap(({ host, http }) =>
    (http?.paths ?? []).map(
      ({ path, pathType, backend }): Claim => ({
        host: host === undefined || host === '' ? ANY_HOST : host.toLowerCase(),
        upstream: upstreamName(ingress, backend),
        // To ingress-nginx, ImplementationSpecific is Prefix.
        fits: (location) =>
          location.isImplied !== true &&
          location.ingressPath === (path || '/') &&
          (location.pathType === 'Exact') === (pathType === 'Exact'),
      }),
    ),
  );
  if (defaultBackend === undefined) return claims;
  return [{ host: ANY_HOST, upstream: upstreamName(ingress, defaultBackend), fits: () => true }, ...claims];
}

function mergeClaim(
  drafts: UpstreamDrafts,
  { settings }: AnnotatedIngress,
  { host, upstream: name, fits }: Claim,
  hosts: ReadonlyMap<string, readonly UpstreamLocation[]>,
): Outcome {
  const draft = name === undefined ? undefined : drafts.get(name);
  const locations = hosts.get(host);
  if (name === undefined || draft === undefined || locations === undefined) return 'no primary';
  const primaries: UpstreamDraft[] = [];
  for (const location of locations) {
    // A Service cannot be the canary of itself, and stays what it is.
    if (location.upstream === name) return 'no primary';
    const primary = drafts.get(location.upstream ?? '');
    if (primary === undefined || primary.settings.canary !== undefined || !fits(location)) continue;
    primaries.push(primary);
    if (primary.alternatives.includes(name)) continue;
    if (settings.canaryBehavior !== 'legacy') draft.affinity = primary.affinity;
    primary.alternatives.push(name);
  }
  if (primaries.length === 0) {
    drafts.delete(name);
    return 'no primary';
  }
  return primaries.every(({ alternatives }) => alternatives[0] === name) ? 'merged' : 'second';
}
