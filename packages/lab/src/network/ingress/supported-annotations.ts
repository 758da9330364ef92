import { INGRESS_NGINX_ANNOTATIONS as ALL } from '@sticky/manifests';

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** The annotations of ingress-nginx that the lab's ingress acts on. */
const SUPPORTED_ANNOTATIONS: ReadonlySet<string> = new Set([
  ALL.affinity,
  ALL.affinityMode,
  ALL.cookieName,
  ALL.cookieMaxAge,
  ALL.cookieExpires,
  ALL.cookiePath,
  ALL.cookieDomain,
  ALL.cookieSecure,
  ALL.cookieSameSite,
  ALL.cookieConditionalSameSiteNone,
  ALL.cookieChangeOnFailure,
  // The real controller does not know this one any more: it changes nothing there, and nothing here.
  `${PREFIX}session-cookie-hash`,
]);

/** The annotations of an Ingress that mean something to ingress-nginx and that the lab cannot honour yet. */
export function unsupportedAnnotations(annotations: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(annotations).filter((name) => name.startsWith(PREFIX) && !SUPPORTED_ANNOTATIONS.has(name));
}
