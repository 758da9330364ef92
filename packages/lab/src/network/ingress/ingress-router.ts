import type { Field, Reply, RequestHead, Route, Router } from '../proxy/route.ts';
import { mayAsk } from './annotations/source-ranges.ts';
import { answerEdits } from './answer-edits.ts';
import { balanceRequest } from './balance-request.ts';
import { appRootRedirect, missingSlashRedirect, preflightReply, redirectReply, wwwRedirect } from './redirect-reply.ts';
import { requestEdits } from './request-edits.ts';
import { rewriteTarget } from './rewrite.ts';
import type { RoutingTable } from './routing-table.ts';
import type { Found } from './server-location.ts';
import { ANY_HOST } from './servers.ts';
import { type HttpsFacts, SSL_REDIRECT_STATUS, STRICT_TRANSPORT_SECURITY, sslRedirect } from './ssl-redirect.ts';
import { parseUri, type RequestUri } from './uri.ts';

/** `health-check-path`: the default server answers it, for load balancers before the ingress. */
const HEALTH_PATH = '/healthz';

/**
 * Routes as ingress-nginx v1.15.1 does, in the order of nginx's phases: the server's redirects, the search for a location,
 * its own answers, its redirect to https, who may ask, and the pods.
 *
 * @param table asked for each request, and again for each try: meanwhile the routes may be others
 */
export function createIngressRouter(table: () => RoutingTable, https: HttpsFacts): Router {
  return { route: (request) => routeTo(table, https, request) };
}

function routeTo(table: () => RoutingTable, https: HttpsFacts, request: RequestHead): Route {
  const uri = parseUri(request.target);
  if (uri === undefined) return reply('', 400);
  const { server, isWwwRedirect } = table().names.find(request.host);
  if (isWwwRedirect) return wwwRedirect(request, server.hostname);
  if (server.appRoot !== undefined && uri.path === '/') return appRootRedirect(request, server.appRoot);
  const found = server.index.find(uri.path);
  if (server.hostname === ANY_HOST && isHealthCheck(uri, found))
    return { ...reply('', 200, [['Content-Type', 'text/html']]), body: '' };
  if (found === undefined) return reply('', 404);
  const early = earlyReply(request, uri, found);
  if (early !== undefined) return { ...early, fields: [...early.fields, ...transportSecurity(request)] };
  return routeToLocation(table, https, request, uri, server.hostname, found);
}

/** A prefix location of nginx: a longer one is before it, and so is any pattern. */
function isHealthCheck({ path }: RequestUri, found: Found | undefined): boolean {
  return path.startsWith(HEALTH_PATH) && (found === undefined || (found.location.path === '/' && !found.isPattern));
}

/** What nginx answers before it looks at what the location says: a body that is too large, a path without its slash. */
function earlyReply(request: RequestHead, uri: RequestUri, { location, isSlashMissing }: Found): Reply | undefined {
  if (Number(request.field('content-length') ?? 0) > location.settings.proxy.body.most)
    return reply(location.route, 413);
  return isSlashMissing ? missingSlashRedirect(request, uri, location) : undefined;
}

function routeToLocation(
  table: () => RoutingTable,
  https: HttpsFacts,
  request: RequestHead,
  uri: RequestUri,
  server: string,
  { location, groups }: Found,
): Route {
  const { route, settings, upstream, ingressPath } = location;
  const { cors: policy, sources, redirect, rewrite, proxy, answer } = settings;
  if (sources.unreadable !== undefined) return reply(route, 503, transportSecurity(request));
  const cors = policy?.fieldsFor(request);
  const own = [...(cors ?? []), ...transportSecurity(request)];
  if (cors !== undefined && request.method === 'OPTIONS') return preflightReply(route, own);
  if (redirect.to !== undefined) return redirectReply(route, redirect.to, own);
  const secure = sslRedirect(request, location, https);
  if (secure !== undefined) return reply(route, SSL_REDIRECT_STATUS, [['Location', secure], ...own]);
  if (!mayAsk(sources, request.client.address)) return reply(route, 403, own);
  // The controller's own default backend.
  if (upstream === undefined) return reply(route, 404, own);
  const target =
    rewrite.target === undefined || groups === undefined ? request.target : rewriteTarget(rewrite.target, groups, uri);
  const balance = balanceRequest(() => table().upstreams, {
    head: request,
    server,
    target,
    locationPath: ingressPath,
    upstream,
  });
  return {
    kind: 'forward',
    name: route,
    target,
    requestEdits: requestEdits(request, settings, groups),
    session: balance.session,
    choose: balance.choose,
    responseEdits: (_status, fields) => answerEdits(answer, own, fields),
    errorFields: own,
    mostAnswerHead: proxy.mostAnswerHead,
    timeouts: proxy.timeouts,
    retry: proxy.retry,
    body: proxy.body,
  };
}

/** Every answer over TLS that comes from a location has it. */
function transportSecurity({ scheme }: RequestHead): readonly Field[] {
  return scheme === 'https' ? [STRICT_TRANSPORT_SECURITY] : [];
}

function reply(name: string, status: number, fields: readonly Field[] = []): Reply {
  return { kind: 'reply', name, status, fields };
}
