import type { Field, RequestHead } from '../proxy/route.ts';
import type { LocationSettings } from './annotations/settings.ts';

/** What a redirect to https depends on, of a location. */
export interface RedirectedLocation {
  /** As it stands in the Ingress. */
  readonly ingressPath: string;
  readonly settings: Pick<LocationSettings, 'sslRedirect' | 'redirect'>;
}

/** Where https is, and who has it. */
export interface HttpsFacts {
  /** Whether the host has TLS, be it with the default certificate. */
  isConfigured(host: string): boolean;
  readonly port: number;
}

/** `no-tls-redirect-locations`: what an ACME server asks for has to be had without TLS. */
const ALWAYS_PLAIN = '/.well-known/acme-challenge';

/**
 * Where a request without TLS is sent instead, as `lua_ingress.lua` of ingress-nginx v1.15.1 decides it. `X-Forwarded-Proto`
 * changes nothing, as `use-forwarded-headers` is off by default. A port other than 443 stands in the address: there is no
 * load balancer before the lab that hides it.
 *
 * @returns the value of Location, or undefined where the request is served as it is
 */
export function sslRedirect(
  request: RequestHead,
  { ingressPath, settings }: RedirectedLocation,
  https: HttpsFacts,
): string | undefined {
  const { isOn, isForced, keepsSlash } = settings.sslRedirect;
  if (request.scheme === 'https' || ingressPath.startsWith(ALWAYS_PLAIN)) return undefined;
  if (!isForced && !(isOn && https.isConfigured(request.host))) return undefined;
  const host = request.authority.replace(/:\d*$/, '');
  const port = https.port === 443 && !settings.redirect.withPort ? '' : `:${https.port}`;
  const { target } = request;
  return `https://${host}${port}${keepsSlash || !target.endsWith('/') ? target : target.slice(0, -1)}`;
}

/** `http-redirect-code`. */
export const SSL_REDIRECT_STATUS = 308;

/**
 * The field that ingress-nginx sets on every answer over TLS that comes from a location, whatever certificate it was, and
 * instead of the pod's own one (`hsts`, `hsts-include-subdomains`, `hsts-max-age`).
 */
export const STRICT_TRANSPORT_SECURITY: Field = ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'];
