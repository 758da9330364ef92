import { unreadAnnotations } from '../read/unread.ts';
import type { Unread } from '../router.ts';
import { clientOfNginxVariable } from '../rules/nginx-variable.ts';
import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION, type IngressNginxSettings } from './ingress-nginx-annotations.ts';
import { INGRESS_NGINX_CANARY_ANNOTATIONS as CANARY } from './ingress-nginx-canary.ts';
import type { NginxIngress, UpstreamSettings } from './ingress-nginx-upstreams.ts';

export const PREFIX = 'nginx.ingress.kubernetes.io/';
export const REWRITE_TARGET = `${PREFIX}rewrite-target`;

const COOKIE: readonly string[] = [
  ANNOTATION.cookieName,
  ANNOTATION.cookieMaxAge,
  ANNOTATION.cookieExpires,
  ANNOTATION.cookiePath,
  ANNOTATION.cookieDomain,
  ANNOTATION.cookieSecure,
  ANNOTATION.cookieSameSite,
  ANNOTATION.cookieChangeOnFailure,
];
const SHARE = 'A canary takes a share of the requests of another Ingress, which no routing says.';

/** What annotations do that no affinity says and that bear on who meets which pod. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ...Object.values(CANARY).map((name) => [name, SHARE] as const),
  [ANNOTATION.affinityCanaryBehavior, 'Says whether a canary keeps clients as its primary does.'],
  [ANNOTATION.cookieConditionalSameSiteNone, 'Leaves SameSite=None out for old browsers that mistake it.'],
  [
    ANNOTATION.hashBy,
    'Hashes something that is no client, or yields to a cookie or to an older Ingress of the Service.',
  ],
  [ANNOTATION.hashBySubset, 'The hash picks a group of pods, and each request another pod of the group.'],
  [ANNOTATION.hashBySubsetSize, 'So many pods are in a group that a hash picks.'],
  [ANNOTATION.loadBalance, 'Picks the pods of requests that no affinity decides about.'],
  [
    ANNOTATION.serviceUpstream,
    "The Service's address is the only endpoint: Kubernetes picks a pod for each connection, whatever the cookie says.",
  ],
  [
    REWRITE_TARGET,
    'Changes the path on its way and makes all paths of the host regular expressions, so the cookie needs session-cookie-path.',
  ],
  [`${PREFIX}server-alias`, 'Answers for other hosts too, with the same cookie.'],
  [`${PREFIX}default-backend`, 'Takes the requests while no pod is ready, and keeps nobody on a pod.'],
  [`${PREFIX}proxy-next-upstream`, 'Says which failures are tried again, so when change-on-failure counts.'],
  [`${PREFIX}proxy-next-upstream-tries`, 'Says how often a failure is tried again, so when change-on-failure counts.'],
  [`${PREFIX}configuration-snippet`, "Writes a part of nginx's configuration by hand, which may set cookies too."],
  [`${PREFIX}server-snippet`, "Writes a part of nginx's configuration by hand, which may set cookies too."],
]);

/** All annotations of ingress-nginx on an Ingress that did not go into its routing and its affinity. */
export function unreadOf(ingress: NginxIngress, upstream: UpstreamSettings): Unread[] {
  const reasons = new Map(REASONS);
  for (const { annotation, message } of ingress.problems) reasons.set(annotation, message);
  const used = usedAnnotations(ingress, upstream);
  for (const name of COOKIE) if (!used.has(name) && !reasons.has(name)) reasons.set(name, idle(ingress, upstream));
  if (!reasons.has(ANNOTATION.affinityMode)) reasons.set(ANNOTATION.affinityMode, idle(ingress, upstream));
  for (const { annotation } of ingress.problems) used.delete(annotation);
  return unreadAnnotations(ingress.object, [PREFIX], used, reasons);
}

/** Those that say what counts in the end, from wherever it comes. */
function usedAnnotations(ingress: NginxIngress, { cookie, mode, hash }: UpstreamSettings): Set<string> {
  const { settings } = ingress;
  const used = new Set<string>([ANNOTATION.affinity, ANNOTATION.useRegex]);
  if (settings.canary !== undefined) return used;
  if (cookie === undefined)
    return hash === ingress && clientOfNginxVariable(settings.hashBy ?? '') !== undefined
      ? used.add(ANNOTATION.hashBy)
      : used;
  if (settings.mode === mode) used.add(ANNOTATION.affinityMode);
  if (cookie === ingress || (settings.affinity && sameCookie(settings, cookie.settings))) {
    for (const name of COOKIE) used.add(name);
    // A browser goes by Max-Age where it has both (RFC 6265 5.3).
    const { maxAge, expires } = settings.cookie;
    if (maxAge !== undefined && expires !== undefined && maxAge !== expires) used.delete(ANNOTATION.cookieExpires);
  }
  return used;
}

function idle(ingress: NginxIngress, { cookie }: UpstreamSettings): string {
  if (ingress.rejected) return 'Does nothing: ingress-nginx refuses the Ingress over another annotation.';
  if (ingress.settings.canary !== undefined) return 'Does nothing: a canary has the affinity of its primary.';
  if (cookie === undefined) return 'Does nothing without the annotation affinity: "cookie".';
  if (cookie === ingress)
    return 'Does nothing: what counts is Max-Age, or the mode of an older Ingress of the Service.';
  return `Does nothing: the Ingress ${cookie.routing.name}, which leads to the same Service, decides.`;
}

function sameCookie(one: IngressNginxSettings, other: IngressNginxSettings): boolean {
  return JSON.stringify(one.cookie) === JSON.stringify(other.cookie);
}
