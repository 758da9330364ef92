import { isIP } from 'node:net';
import { getPublicSuffix } from 'tough-cookie';

/**
 * Whether a browser takes a connection for secure enough for Secure cookies: TLS, or the machine itself. RFC 6265bis (5.8.3)
 * leaves loopback to the browser. Chrome since 89 and Firefox since 75 count localhost, its subdomains, 127.0.0.0/8 and ::1
 * (W3C Secure Contexts, 3.1); Safari does not.
 */
export function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'wss:' || isLoopback(url.hostname);
}

/** The names and addresses of the machine itself (RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost') || host === '[::1]') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** A host as cookies know it (RFC 6265bis, 5.1.2): URL has it in lower case and in ASCII, and IPv6 in brackets. */
export function hostOf(url: URL): string {
  return bare(url.hostname);
}

/** An IPv6 address without its brackets; anything else as it is. */
export function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/**
 * A domain under which anybody may have a name, so no cookie may be for all of it: the Public Suffix List as tldts carries it,
 * private suffixes (github.io) as browsers do; a top-level domain that the list does not know counts, too.
 */
export function isPublicSuffix(domain: string): boolean {
  if (isIP(domain) !== 0) return false;
  const registrable = getPublicSuffix(domain, { allowSpecialUseDomain: true, ignoreError: true });
  return registrable === undefined || (registrable === domain && !domain.includes('.'));
}
