import { ANY_HOST, type Location } from './locations.ts';
import type { RoutingTable } from './routing-table.ts';

/**
 * The location that answers a request, undefined when none does. A host's own rules come before those of its wildcard,
 * and both before those without a host; there is no going back from a host to the next when none of its paths fits.
 */
export function findLocation(table: RoutingTable, host: string, path: string): Location | undefined {
  const locations = table.hosts.get(host) ?? table.hosts.get(wildcardOf(host)) ?? table.hosts.get(ANY_HOST) ?? [];
  const matching = locations.filter((location) => matchesPath(location, path));
  // Stable: of equals, the one of the older Ingress stays in front.
  return matching.sort((a, b) => rank(b) - rank(a))[0];
}

function wildcardOf(host: string): string {
  return host.replace(/^[^.]+/, '*');
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types */
function matchesPath({ path, match }: Location, asked: string): boolean {
  if (match === 'exact') return asked === path;
  if (match === 'characters') return asked.startsWith(path);
  const prefix = path.replace(/\/+$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

/** An exact match is before any other, and of the others the longest; a prefix of elements counts its closing slash. */
function rank({ path, match }: Location): number {
  if (match === 'exact') return Number.POSITIVE_INFINITY;
  // Half a character decides between equals: nginx keeps the path itself as an exact location of a Prefix path.
  return match === 'elements' ? path.replace(/\/+$/, '').length + 1.5 : path.length;
}

/** `STICKY.info.:8080` is `sticky.info`. */
export function hostName(header: string | undefined): string {
  const name = (header ?? '').toLowerCase().replace(/:\d*$/, '');
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/**
 * The path by which a request target is routed, as nginx normalises it: without query, decoded, slashes merged, dot
 * segments resolved. Undefined for a target that nginx answers with 400.
 */
export function routingPath(target: string): string | undefined {
  const raw = /^https?:\/\/[^/?#]+/i.test(target) ? target.replace(/^https?:\/\/[^/?#]+/i, '') || '/' : target;
  if (!raw.startsWith('/')) return raw.startsWith('?') ? '/' : undefined;
  const decoded = decodePath(raw.replace(/[?#].*$/, ''));
  if (decoded === undefined) return undefined;
  const segments: string[] = [];
  const parts = decoded.split('/').slice(1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '..') {
      if (segments.pop() === undefined) return undefined;
    } else if (part !== '.' && (part !== '' || isLast)) segments.push(part);
    if (isLast && (part === '..' || part === '.')) segments.push('');
  }
  return `/${segments.join('/')}`;
}

function decodePath(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? undefined : decoded;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The target as a server wants it, without scheme and host (RFC 9112 section 3.2.1). */
export function originForm(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]+/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}
