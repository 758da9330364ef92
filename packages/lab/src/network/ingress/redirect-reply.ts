import type { Field, Reply, RequestHead } from '../proxy/route.ts';
import type { Redirect } from './annotations/redirect.ts';
import { hostField } from './request-edits.ts';
import type { ServerLocation } from './server-location.ts';
import { escapeUri, type RequestUri } from './uri.ts';

/** `http-redirect-code`. */
const WWW_REDIRECT_STATUS = 308;
/** For other codes nginx's `return` takes the URL for a text. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** From `www.` or to it (nginx/ngx_srv_redirect.lua): with the port, and without a closing slash. */
export function wwwRedirect({ scheme, localPort, target }: RequestHead, hostname: string): Reply {
  const path = target.endsWith('/') ? target.slice(0, -1) : target;
  return redirectTo('', WWW_REDIRECT_STATUS, `${scheme}://${hostname}:${localPort}${path}`);
}

export function appRootRedirect(request: RequestHead, appRoot: string): Reply {
  return redirectTo('', 302, `${request.scheme}://${hostField(request)}${appRoot}`);
}

/** `permanent-redirect` and `temporal-redirect`. */
export function redirectReply(
  route: string,
  { url, status }: NonNullable<Redirect['to']>,
  fields: readonly Field[],
): Reply {
  if (REDIRECTS.has(status)) return redirectTo(route, status, url, fields);
  return { kind: 'reply', name: route, status, fields: [['Content-Type', 'text/html'], ...fields], body: url };
}

/** nginx's own redirect to the location that has one slash more: without the port, as `port_in_redirect` is off. */
export function missingSlashRedirect(request: RequestHead, { query }: RequestUri, location: ServerLocation): Reply {
  const { isRelative, withPort } = location.settings.redirect;
  const { scheme, host, localPort } = request;
  const isUsual = localPort === (scheme === 'https' ? 443 : 80);
  const origin = isRelative || host === '' ? '' : `${scheme}://${host}${withPort && !isUsual ? `:${localPort}` : ''}`;
  return redirectTo(location.route, 301, `${origin}${escapeUri(location.path)}${query}`);
}

/** The answer to a preflight request of CORS. */
export function preflightReply(route: string, fields: readonly Field[]): Reply {
  const all: readonly Field[] = [...fields, ['Content-Type', 'text/plain charset=UTF-8'], ['Content-Length', '0']];
  return { kind: 'reply', name: route, status: 204, fields: all, body: '' };
}

function redirectTo(name: string, status: number, location: string, fields: readonly Field[] = []): Reply {
  return { kind: 'reply', name, status, fields: [['Location', location], ...fields] };
}
