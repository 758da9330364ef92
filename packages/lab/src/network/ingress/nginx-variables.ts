import { isIPv4, isIPv6 } from 'node:net';
import type { RequestHead } from '../proxy/route.ts';
import { parseUri } from './uri.ts';

/** What nginx's variables say about a request at the time when a pod is chosen for it. */
export interface RequestFacts {
  readonly head: RequestHead;
  /** The server that answers: the host of its rules, `_` for rules without one. */
  readonly server: string;
  /** Path and query as the pod gets them, so after a rewrite. */
  readonly target: string;
}

type Read = (request: RequestFacts) => string | undefined;

// https://nginx.org/en/docs/http/ngx_http_core_module.html#variables, those that a request alone decides.
const VARIABLES: Readonly<Record<string, Read>> = {
  args: ({ target }) => queryOf(target),
  binary_remote_addr: ({ head }) => binaryAddress(head.client.address),
  content_length: ({ head }) => head.field('content-length'),
  content_type: ({ head }) => head.field('content-type'),
  document_uri: ({ target }) => pathOf(target),
  host: ({ head, server }) => head.host || server,
  https: ({ head }) => (head.scheme === 'https' ? 'on' : ''),
  is_args: ({ target }) => (queryOf(target) === '' ? '' : '?'),
  query_string: ({ target }) => queryOf(target),
  remote_addr: ({ head }) => head.client.address,
  remote_port: ({ head }) => String(head.client.port),
  remote_user: ({ head }) => basicUser(head.field('authorization')),
  request: ({ head }) => `${head.method} ${head.target} ${protocolOf(head)}`,
  request_method: ({ head }) => head.method,
  request_uri: ({ head }) => head.target,
  scheme: ({ head }) => head.scheme,
  server_name: ({ server }) => server,
  server_port: ({ head }) => String(head.localPort),
  server_protocol: ({ head }) => protocolOf(head),
  uri: ({ target }) => pathOf(target),
};

/** Variables whose name goes on with a name of the request's. */
const PREFIXES: Readonly<Record<string, (name: string, request: RequestFacts) => string | undefined>> = {
  http_: (name, { head }) => fieldByVariable(head, name),
  cookie_: (name, { head }) => cookieByVariable(head.field('cookie') ?? '', name),
  arg_: (name, { target }) => argument(queryOf(target), name),
};

/** @param name in lower case, without the `$` */
export function isKnownVariable(name: string): boolean {
  return Object.hasOwn(VARIABLES, name) || prefixOf(name) !== undefined;
}

/** Undefined where the request has no such thing, and for a variable that is not known. */
export function variable(name: string, request: RequestFacts): string | undefined {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name]?.(request);
  const prefix = prefixOf(name);
  return prefix === undefined ? undefined : PREFIXES[prefix]?.(name.slice(prefix.length), request);
}

function prefixOf(name: string): string | undefined {
  return Object.keys(PREFIXES).find((prefix) => name.startsWith(prefix));
}

function protocolOf({ version }: RequestHead): string {
  return version === '2' ? 'HTTP/2.0' : `HTTP/${version}`;
}

/** Decoded and normalised, as locations are compared with it. */
function pathOf(target: string): string {
  return parseUri(target)?.path ?? '';
}

function queryOf(target: string): string {
  return parseUri(target)?.query.slice(1) ?? '';
}

/** Four or sixteen bytes. */
function binaryAddress(address: string): string | undefined {
  if (isIPv4(address)) return String.fromCharCode(...address.split('.').map(Number));
  if (!isIPv6(address)) return undefined;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const between = Array<number>(tail === undefined ? 0 : 8 - before.length - after.length).fill(0);
  return String.fromCharCode(...[...before, ...between, ...after].flatMap((group) => [group >> 8, group & 0xff]));
}

/** The 16-bit groups of a part of an IPv6 address, whose last ones may be written as IPv4. */
function groupsOf(part: string): number[] {
  return part === ''
    ? []
    : part.split(':').flatMap((group) => (group.includes('.') ? embedded(group) : Number.parseInt(group, 16)));
}

function embedded(address: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

function basicUser(authorization: string | undefined): string | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  const decoded = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('latin1');
  return decoded?.includes(':') ? decoded.slice(0, decoded.indexOf(':')) : undefined;
}

/** `$http_x_user` is X-User. nginx drops fields whose own name has a `_` (underscores_in_headers is off). */
function fieldByVariable(head: RequestHead, name: string): string | undefined {
  return head.field(name.replaceAll('_', '-'));
}

/**
 * nginx 1.27.1, ngx_http_parse_multi_header_lines: the first cookie of the name in any case counts, and a comma separates
 * cookies too. The character after a name that has no value is skipped, even where it is the separator.
 */
function cookieByVariable(header: string, name: string): string | undefined {
  let at = 0;
  while (at < header.length) {
    if (header.slice(at, at + name.length).toLowerCase() === name) {
      at = skipSpaces(header, at + name.length);
      if (header[at] === '=') {
        const start = skipSpaces(header, at + 1);
        const end = header.indexOf(';', start);
        return header.slice(start, end === -1 ? undefined : end);
      }
      at += 1;
    }
    while (at < header.length && header[at] !== ';' && header[at] !== ',') at += 1;
    at = skipSpaces(header, at + 1);
  }
  return undefined;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

/** The first of the name in any case, not decoded. */
function argument(query: string, name: string): string | undefined {
  return query
    .split('&')
    .find((pair) => pair.slice(0, name.length + 1).toLowerCase() === `${name}=`)
    ?.slice(name.length + 1);
}
