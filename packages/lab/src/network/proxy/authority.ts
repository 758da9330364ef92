/**
 * What a client may name as host and port: a name, an IPv4 address or an IPv6 one in brackets, and nothing that could be
 * taken for user information, a path or another header. The characters are those that nginx takes (RFC 3986 section 3.2.2).
 */
const AUTHORITY = /^(\[[0-9A-Za-z:.~_!$&'()*+,;=-]+\]|[0-9A-Za-z._~!$&'()*+,;=%-]+)(?::(\d*))?$/;

const LAST_PORT = 65_535;

/** The host of an authority, in lower case, without port and closing dot. Undefined for what is none. */
export function hostOf(authority: string): string | undefined {
  const match = AUTHORITY.exec(authority);
  const name = match?.[1];
  if (name === undefined || Number(match?.[2] ?? 0) > LAST_PORT || name.includes('..')) return undefined;
  const host = name.endsWith('.') ? name.slice(0, -1) : name;
  return host === '' ? undefined : host.toLowerCase();
}
