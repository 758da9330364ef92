import type { HTTPRequestRedirectFilter } from '../../resources/schema/http-route-filter.ts';
import type { RequestHead } from '../proxy/route.ts';
import type { PathMatch } from './matching.ts';
import { pathModifier } from './path-modifier.ts';
import type { RequestPath } from './request-path.ts';

export interface Redirect {
  readonly status: number;
  /** Where the client is sent. */
  location(head: RequestHead, asked: RequestPath, match: PathMatch, ports: RealPorts): string;
}

/** Where a port of the gateway is in truth, for clients; the port itself where the gateway does not have it. */
export type RealPorts = (port: number) => number;

const WELL_KNOWN = { http: 80, https: 443 };

/** @throws UnsupportedValue */
export function requestRedirect(filter: HTTPRequestRedirectFilter): Redirect {
  const { scheme, hostname, path, port, statusCode = 302 } = filter;
  const modify = pathModifier(path);
  return {
    status: statusCode,
    location(head, asked, match, realPort) {
      const to = scheme === 'http' || scheme === 'https' ? scheme : head.scheme;
      // Without a port in the filter: the one of its scheme, or without that too, the one that the client came by.
      const wanted = port ?? (scheme === undefined ? undefined : WELL_KNOWN[to]);
      const found = wanted === undefined ? head.localPort : realPort(wanted);
      const suffix = found === WELL_KNOWN[to] ? '' : `:${found}`;
      return `${to}://${hostname ?? head.host}${suffix}${modify(asked.path, match)}${asked.query}`;
    },
  };
}
