import type { Field, RequestHead } from '../proxy/route.ts';

/** What the annotations of a location say of redirects to https, and where its https is. */
export interface SslRedirectSettings {
  /** `ssl-redirect`: where the host has TLS. Default true. */
  readonly sslRedirect: boolean;
  /** `force-ssl-redirect`: also where it has none. Default false. */
  readonly forceSslRedirect: boolean;
  /** `preserve-trailing-slash`. Default false: the redirect loses it. */
  readonly preserveTrailingSlash: boolean;
  /** Of the location, as written. */
  readonly path: string;
}

/** `no-tls-redirect-locations`: what an ACME server asks for has to be had without TLS. */
const ALWAYS_PLAIN = '/.well-known/acme-challenge';

/**
 * Where a request without TLS is sent instead, as `lua_ingress.lua` of ingress-nginx v1.15.1 decides it. `X-Forwarded-Proto`
 * changes nothing, as `use-forwarded-headers` is off by default.
 *
 * @param hasTls whether the host has TLS, be it with the default certificate
 * @param httpsPort stands in the address where it is not 443: there is no load balancer before the lab that hides it
 * @returns the value of Location for a 308, or undefined where the request is served as it is
 */
export function sslRedirect(
  request: RequestHead,
  settings: SslRedirectSettings,
  hasTls: boolean,
  httpsPort: number,
): string | undefined {
  if (request.scheme === 'https' || settings.path.startsWith(ALWAYS_PLAIN)) return undefined;
  if (!settings.forceSslRedirect && !(settings.sslRedirect && hasTls)) return undefined;
  const host = request.authority.replace(/:\d*$/, '');
  const port = httpsPort === 443 ? '' : `:${httpsPort}`;
  const { target } = request;
  const kept = settings.preserveTrailingSlash || !target.endsWith('/') ? target : target.slice(0, -1);
  return `https://${host}${port}${kept}`;
}

/** `http-redirect-code`. */
export const SSL_REDIRECT_STATUS = 308;

/**
 * The field that ingress-nginx sets on every answer over TLS that comes from a location, whatever certificate it was, and
 * instead of the pod's own one (`hsts`, `hsts-include-subdomains`, `hsts-max-age`).
 */
export const STRICT_TRANSPORT_SECURITY: Field = ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'];
