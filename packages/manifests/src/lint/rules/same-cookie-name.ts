import type { CookieAffinity } from '../../affinity.ts';
import { titleOf } from '../../object-identity.ts';
import type { RouterId } from '../../router.ts';
import type { Rule } from '../../routing.ts';
import { pathMatches } from '../browser.ts';
import type { LintRule, Scene } from '../rule.ts';
import { isPattern } from '../view/pattern.ts';
import { saidAt } from '../view/said-at.ts';

/** One path of a host, the Service it leads to, and the cookie that keeps clients there. */
interface KeptPath {
  readonly reading: Scene['readings'][number];
  readonly rule: Rule;
  readonly cookie: CookieAffinity;
  /** Paths for which a browser sends the cookie. */
  readonly cookiePath: string;
}

export const sameCookieName: LintRule = {
  id: 'same-cookie-name',
  severity: 'warning',
  title: 'One cookie name for two Services under one host',
  why: "A browser sends the cookie of one path to those below it too: there it names another Service's pod, so it is made anew, or the wrong one of the two counts.",
  documentation: 'https://www.rfc-editor.org/rfc/rfc6265#section-5.4',
  *check(scene) {
    const told = new Set<Scene['readings'][number]>();
    for (const there of Map.groupBy(keptPaths(scene), ({ rule, cookie }) => `${rule.host} ${cookie.name}`).values()) {
      // So many paths with one cookie: looking at each pair would take minutes.
      if (there.length > MOST_PATHS) continue;
      for (const inner of there) {
        const outer = there.find((other) => collide(other, inner));
        if (outer === undefined || told.has(inner.reading)) continue;
        const said = saidAt(scene, inner.reading, inner.cookie.name);
        if (said === undefined) continue;
        told.add(inner.reading);
        const [other] = outer.reading.from;
        const where = other === undefined || other === inner.reading.from[0] ? 'here' : `in ${titleOf(other)}`;
        yield {
          ...said,
          message: `The cookie ${inner.cookie.name} of ${outer.rule.path} (Service ${outer.rule.service}, ${where}) is sent to ${inner.rule.path} (Service ${inner.rule.service}) too: give each its own name, which takes an object each.`,
        };
      }
    }
  },
};

const MOST_PATHS = 200;

/** Their cookie has a name of its own, so nobody can give it another. */
const FIXED_NAME: ReadonlySet<RouterId> = new Set<RouterId>([
  'aws-alb',
  'azure-agic',
  'contour',
  'gke-gateway',
  'gke-ingress',
]);

function keptPaths({ readings }: Scene): readonly KeptPath[] {
  return readings.flatMap((reading) => {
    const { affinity, routing, router, assumed } = reading;
    if (affinity.kind !== 'cookie' || FIXED_NAME.has(router)) return [];
    // Most make up a name for each Service. With ingress-nginx's one name for all, only pinned clients lose their pods each time.
    const madeUp = router !== 'ingress-nginx' || affinity.strength === 'hashed';
    if (madeUp && assumed.some(({ field }) => field === 'name')) return [];
    return routing.rules
      .filter(({ host, path, match }) => host !== undefined && match !== 'regex' && !isPattern(path))
      .map((rule) => ({ reading, rule, cookie: affinity, cookiePath: affinity.path ?? defaultPath(router, rule) }));
  });
}

/** Routers that give the cookie the path of its rule; the others give it that of the whole host. */
const PATH_OF_RULE: ReadonlySet<RouterId> = new Set<RouterId>([
  'ingress-nginx',
  'gateway-api',
  'nginx-gateway-fabric',
  'cilium',
]);

function defaultPath(router: RouterId, { path }: Rule): string {
  return PATH_OF_RULE.has(router) ? path : '/';
}

/**
 * Whether the first one's cookie spoils the second. Who pins looks for a pod by the cookie and finds none of its own, so both
 * make it anew in turn. Who hashes takes any value, so that only a second cookie in the same request does harm.
 */
function collide(outer: KeptPath, inner: KeptPath): boolean {
  if (outer === inner || outer.rule.service === inner.rule.service || outer.reading.router !== inner.reading.router)
    return false;
  if (outer.reading.routing.namespace !== inner.reading.routing.namespace) return false;
  if (!pathMatches(inner.rule.path, outer.cookiePath)) return false;
  if (inner.cookie.strength === 'pinned') return true;
  return inner.reading.router === 'ingress-nginx' && outer.cookiePath !== inner.cookiePath;
}
