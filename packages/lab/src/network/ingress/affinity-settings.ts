import type { IngressNginxCookie } from '@sticky/manifests';
import { ANY_HOST } from './servers.ts';
import type { Affinity } from './upstream.ts';
import { type AnnotatedIngress, type UpstreamDrafts, upstreamName } from './upstream-draft.ts';
import type { UpstreamServer } from './upstreams.ts';

/**
 * Settles the affinity of each upstream from all Ingresses whose rules name it, in the order in which they count
 * (controller.go, getBackendServers): it is on when one of them asks for it, the mode is the first that one of them has,
 * also one without affinity, and the cookie is that of the last one that asks. Default backends have no say. The cookie is
 * set under the aliases of a host, too.
 */
export function settleAffinity(
  drafts: UpstreamDrafts,
  ingresses: readonly AnnotatedIngress[],
  servers: readonly UpstreamServer[],
): void {
  const aliases = new Map(servers.map((server) => [server.hostname, server.aliases]));
  const wishes = new Map<string, Wish>();
  for (const { ingress, settings } of ingresses) {
    for (const { host, http } of ingress.spec?.rules ?? []) {
      for (const { path, backend } of http?.paths ?? []) {
        const name = upstreamName(ingress, backend);
        // A canary's own affinity counts for nothing: it takes that of its primary.
        if (name === undefined || drafts.get(name)?.settings.canary !== undefined) continue;
        const wish: Wish = wishes.get(name) ?? { locations: new Map() };
        wishes.set(name, wish);
        wish.mode ??= settings.mode;
        if (!settings.affinity) continue;
        wish.cookie = settings.cookie;
        const known = host === undefined || host === '' ? ANY_HOST : host.toLowerCase();
        for (const one of [known, ...(aliases.get(known) ?? [])]) addLocation(wish.locations, one, path || '/');
      }
    }
  }
  for (const [name, { mode = 'balanced', cookie, locations }] of wishes) {
    const draft = drafts.get(name);
    if (draft !== undefined && cookie !== undefined) draft.affinity = { mode, cookie, locations };
  }
}

interface Wish {
  mode?: Affinity['mode'] | undefined;
  cookie?: IngressNginxCookie;
  readonly locations: Map<string, Set<string>>;
}

function addLocation(locations: Map<string, Set<string>>, host: string, path: string): void {
  const paths = locations.get(host) ?? new Set();
  locations.set(host, paths.add(path));
}

/**
 * Whether a new pick sets the cookie there (balancer/sticky.lua, should_set_cookie).
 *
 * @param server the host of the rules that answer, `_` for rules without one
 * @param host the one asked for, which may also be an alias or fit a wildcard
 */
export function setsCookieAt({ locations }: Affinity, server: string, host: string, path: string): boolean {
  const asked = server === ANY_HOST ? ANY_HOST : host;
  const paths = locations.get(asked) ?? locations.get(asked.replace(/^[^.]+\./, '*.'));
  return paths?.has(path) === true;
}
