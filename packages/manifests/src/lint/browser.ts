/** RFC 6265 5.1.4: whether a browser sends a cookie of `cookiePath` with a request to `path`. */
export function pathMatches(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}

/** RFC 6265 5.1.3: whether a browser takes a cookie of `domain` from `host`. A leading dot is passed over. */
export function domainMatches(host: string, domain: string): boolean {
  const bare = domain.replace(/^\./, '').toLowerCase();
  const name = host.toLowerCase();
  return name === bare || name.endsWith(`.${bare}`);
}
