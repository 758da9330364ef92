import { randomBytes } from 'node:crypto';
import type {
  Field,
  FieldEdits,
  Forwarding,
  RequestHead,
  RetryPolicy,
  Route,
  Router,
  Timeouts,
} from '../proxy/route.ts';
import { balanceRequest } from './balance-request.ts';
import { findLocation, routingPath } from './route-request.ts';
import type { RoutingTable } from './routing-table.ts';

/** The defaults of ingress-nginx: `proxy-connect-timeout` and so on. */
const TIMEOUTS: Timeouts = { connect: 5_000, send: 60_000, read: 60_000, total: 0, backend: 0 };
const RETRY: RetryPolicy = { on: new Set(['error', 'timeout']), most: 3, within: 0, nonIdempotent: false };
const BODY = { most: 1024 * 1024, isBuffered: true };
/** `proxy-buffer-size` */
const MOST_ANSWER_HEAD = 4 * 1024;

/** Fields that the ingress sets itself, or leaves out: what the client says there is no evidence. */
const FORWARDED: ReadonlySet<string> = new Set([
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
]);

/** Routes as ingress-nginx v1.15.1 does. @param table asked for each request: meanwhile the routes may be others */
export function createIngressRouter(table: () => RoutingTable): Router {
  return { route: (request) => routeTo(table, request) };
}

function routeTo(table: () => RoutingTable, request: RequestHead): Route {
  const path = routingPath(request.target);
  if (path === undefined) return { kind: 'reply', name: '', status: 400, fields: [] };
  const location = findLocation(table(), request.host, path);
  if (location === undefined) return { kind: 'reply', name: '', status: 404, fields: [] };
  const balance = balanceRequest(() => table().upstreams, {
    head: request,
    server: location.host,
    target: request.target,
    locationPath: location.path,
    upstream: location.upstream.name,
  });
  const forwarding: Forwarding = {
    kind: 'forward',
    name: location.upstream.name,
    target: request.target,
    requestEdits: requestEdits(request),
    session: balance.session,
    choose: balance.choose,
    mostAnswerHead: MOST_ANSWER_HEAD,
    timeouts: TIMEOUTS,
    retry: RETRY,
    body: BODY,
  };
  return forwarding;
}

function requestEdits(request: RequestHead): FieldEdits {
  const { client, scheme, localPort } = request;
  const forwardedFor = request.field('x-forwarded-for');
  const add: Field[] = [
    ['X-Request-ID', request.field('x-request-id') ?? randomBytes(16).toString('hex')],
    ['X-Real-IP', client.address],
    ['X-Forwarded-For', client.address],
    ['X-Forwarded-Host', request.authority],
    ['X-Forwarded-Port', String(localPort)],
    ['X-Forwarded-Proto', scheme],
    ['X-Forwarded-Scheme', scheme],
    ['X-Scheme', scheme],
  ];
  if (forwardedFor !== undefined) add.push(['X-Original-Forwarded-For', forwardedFor]);
  return { remove: FORWARDED, add };
}
