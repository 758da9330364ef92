import { ANY_HOST } from './locations.ts';
import { type AnnotatedIngress, type UpstreamDraft, type UpstreamDrafts, upstreamName } from './upstream-draft.ts';
import type { UpstreamLocation, UpstreamServer } from './upstreams.ts';

/**
 * Gives each canary to the upstreams of the locations that have its hosts, paths and path types (controller.go,
 * mergeAlternativeBackends). With it goes the affinity of the primary, so that clients are kept there too, unless the
 * canary wants its `legacy` behaviour. An upstream for which a path has no such location is taken away altogether.
 *
 * @returns the canaries with a path that has no such location
 */
export function mergeCanaries(
  drafts: UpstreamDrafts,
  ingresses: readonly AnnotatedIngress[],
  servers: readonly UpstreamServer[],
): readonly AnnotatedIngress[] {
  const hosts = new Map(servers.map(({ hostname, locations }) => [hostname, locations]));
  return ingresses
    .filter(({ settings }) => settings.canary !== undefined)
    .filter((canary) =>
      claimsOf(canary)
        .map((claim) => mergeClaim(drafts, canary, claim, hosts))
        .includes(false),
    );
}

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
          location.ingressPath === (path || '/') && (location.pathType === 'Exact') === (pathType === 'Exact'),
      }),
    ),
  );
  if (defaultBackend === undefined) return claims;
  return [{ host: ANY_HOST, upstream: upstreamName(ingress, defaultBackend), fits: () => true }, ...claims];
}

function mergeClaim(
  drafts: UpstreamDrafts,
  canary: AnnotatedIngress,
  { host, upstream: name, fits }: Claim,
  hosts: ReadonlyMap<string, readonly UpstreamLocation[]>,
): boolean {
  const draft = name === undefined ? undefined : drafts.get(name);
  const locations = hosts.get(host);
  if (name === undefined || draft === undefined || locations === undefined) return false;
  let isMerged = false;
  for (const location of locations) {
    // A Service cannot be the canary of itself, and stays what it is.
    if (location.upstream === name) return true;
    const primary = drafts.get(location.upstream ?? '');
    if (primary === undefined || primary.settings.canary !== undefined || !fits(location)) continue;
    addAlternative(primary, name, draft, canary);
    isMerged = true;
  }
  if (!isMerged) drafts.delete(name);
  return isMerged;
}

function addAlternative(
  primary: UpstreamDraft,
  name: string,
  draft: UpstreamDraft,
  { settings }: AnnotatedIngress,
): void {
  if (primary.alternatives.includes(name)) return;
  if (settings.canaryBehavior !== 'legacy') draft.affinity = primary.affinity;
  primary.alternatives.push(name);
}
