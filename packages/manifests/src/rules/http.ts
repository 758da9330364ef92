import { hostIssue } from './dns.ts';
import { quote } from './quote.ts';

/** What to do about the path of a route, or undefined when an Ingress of pathType Prefix takes it. */
export function pathIssue(text: string): string | undefined {
  if (!text.startsWith('/')) return `${quote(text)} is not a path: start it with "/".`;
  // Kubernetes refuses the first three (ValidateHTTPIngressPath), ingress-nginx any other character (strict-validate-path-type).
  if (text.includes('//') || /\/\.\.?(\/|$)/.test(text) || !/^[A-Za-z0-9._~/-]{1,1024}$/.test(text)) {
    return `${quote(text)} cannot be routed: use letters, digits and . _ ~ - between single slashes, without "." and ".." alone.`;
  }
  return undefined;
}

/** What to do about the path that probes ask, or undefined when it is one; it may carry a query. */
export function healthPathIssue(text: string): string | undefined {
  if (!text.startsWith('/')) return `${quote(text)} is not a path: start it with "/".`;
  if (/^[!-~]{1,1024}$/.test(text) && !text.includes('#')) return undefined;
  return `${quote(text)} cannot be asked for: percent-encode it, without "#" and spaces.`;
}

/**
 * What to do about a cookie's name, or undefined when every router can set it: a token of RFC 6265 4.1.1 that
 * ingress-nginx accepts too (its pattern leaves out `!#$%&'*+^|` and the back-tick).
 */
export function cookieNameIssue(text: string): string | undefined {
  if (/^[A-Za-z0-9._~-]{1,128}$/.test(text)) return undefined;
  return `${quote(text)} cannot name a cookie: use 1 to 128 letters, digits and . _ ~ - alone.`;
}

/** What to do about the Path of a cookie (RFC 6265 4.1.1, less what ingress-nginx refuses), or undefined when it is one. */
export function cookiePathIssue(text: string): string | undefined {
  if (/^\/[A-Za-z0-9/._~:,?&=-]{0,1023}$/.test(text)) return undefined;
  return `${quote(text)} cannot be a cookie's path: start with "/" and use letters, digits and / . _ ~ - : , ? & = alone.`;
}

/** What to do about the Domain of a cookie, or undefined when it is one. */
export function cookieDomainIssue(text: string): string | undefined {
  if (text.startsWith('.')) return `${quote(text)} starts with a dot that browsers ignore: leave it out.`;
  return hostIssue(text);
}

/** What to do about a header's name, or undefined when it is a token of RFC 9110 5.6.2. */
export function headerNameIssue(text: string): string | undefined {
  if (/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/.test(text)) return undefined;
  return `${quote(text)} cannot name a header: use letters, digits and "-", such as X-User.`;
}
