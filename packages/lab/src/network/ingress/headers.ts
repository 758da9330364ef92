import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Headers that are for one connection only (RFC 9110 section 7.6.1), and those that undici and node write themselves. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that the ingress sets itself, or leaves out: what the client says there is no evidence. */
const FORWARDED = new Set([
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-scheme',
  'x-real-ip',
  'x-scheme',
  'x-original-forwarded-for',
  'x-request-id',
  // Many programs would take it for the variable HTTP_PROXY (CVE-2016-5385).
  'proxy',
  // node has answered the expectation itself.
  'expect',
]);

/** Name, value, name, value, …, as `IncomingMessage.rawHeaders`. */
export type RawHeaders = readonly string[];

/** The headers of a request as a pod gets them: as they came, less those of the connection, with the way that led here. */
export function requestHeaders(request: IncomingMessage): string[] {
  const kept = endToEnd(request.rawHeaders, (name) => FORWARDED.has(name));
  const address = request.socket.remoteAddress ?? '';
  const port = String(request.socket.localPort ?? 80);
  const forwardedFor = request.headers['x-forwarded-for'];
  const requestId = request.headers['x-request-id'] ?? randomBytes(16).toString('hex');
  return [
    ...kept,
    ...['X-Request-ID', String(requestId), 'X-Real-IP', address, 'X-Forwarded-For', address],
    ...['X-Forwarded-Host', request.headers.host ?? '', 'X-Forwarded-Port', port, 'X-Forwarded-Proto', 'http'],
    ...['X-Forwarded-Scheme', 'http', 'X-Scheme', 'http'],
    ...(forwardedFor === undefined ? [] : ['X-Original-Forwarded-For', String(forwardedFor)]),
  ];
}

/** Without the headers of the connection: the known ones and those that `Connection` names. */
export function endToEnd(headers: RawHeaders, drop: (name: string) => boolean = () => false): string[] {
  const named = new Set(
    pairs(headers).flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? tokens(value) : [])),
  );
  return pairs(headers).flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    return HOP_BY_HOP.has(lower) || named.has(lower) || drop(lower) ? [] : [name, value];
  });
}

export function pairs(headers: RawHeaders): [string, string][] {
  const all: [string, string][] = [];
  for (let index = 0; index + 1 < headers.length; index += 2)
    all.push([headers[index] ?? '', headers[index + 1] ?? '']);
  return all;
}

function tokens(value: string): string[] {
  return value.split(',').map((token) => token.trim().toLowerCase());
}
