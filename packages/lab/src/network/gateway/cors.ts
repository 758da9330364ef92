import type { HTTPCORSFilter } from '../../resources/schema/http-route-filter.ts';
import type { Field, FieldEdits, RequestHead } from '../proxy/route.ts';

/** What a CORS filter answers to browsers (GEP-1767). */
export interface Cors {
  /** The fields that answer a preflight request; undefined for any other request. */
  preflight(head: RequestHead): readonly Field[] | undefined;
  /** What becomes of the fields of a pod's answer: the gateway's word takes the place of the pod's. */
  edits(head: RequestHead): FieldEdits;
}

const ANSWER_FIELDS: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
]);

export function cors(filter: HTTPCORSFilter): Cors {
  const { allowOrigins = [], allowCredentials = false, exposeHeaders = [], maxAge = 5 } = filter;
  const { allowMethods = [], allowHeaders = [] } = filter;
  const isAllowed = originMatcher(allowOrigins);
  // A browser takes `*` for a name like any other where credentials go along: then it is told what it asked for.
  const listed = (names: readonly string[], asked: string | undefined) =>
    names.includes('*') && allowCredentials ? asked : names.length === 0 ? undefined : names.join(', ');
  const credentials: readonly Field[] = allowCredentials ? [['Access-Control-Allow-Credentials', 'true']] : [];
  const originFields = (origin: string): readonly Field[] => [
    ['Access-Control-Allow-Origin', allowOrigins.includes('*') && !allowCredentials ? '*' : origin],
    ['Vary', 'Origin'],
    ...credentials,
  ];
  return {
    preflight(head) {
      const origin = head.field('origin');
      const method = head.field('access-control-request-method');
      if (head.method !== 'OPTIONS' || origin === undefined || method === undefined) return undefined;
      if (!isAllowed(origin)) return [];
      return [
        ...originFields(origin),
        ...field('Access-Control-Allow-Methods', listed(allowMethods, method)),
        ...field('Access-Control-Allow-Headers', listed(allowHeaders, head.field('access-control-request-headers'))),
        ['Access-Control-Max-Age', String(maxAge)],
      ];
    },
    edits(head) {
      const origin = head.field('origin');
      if (origin === undefined || !isAllowed(origin)) return { remove: ANSWER_FIELDS, add: [] };
      const exposed = exposeHeaders.includes('*') && allowCredentials ? [] : exposeHeaders;
      const add = [...originFields(origin), ...field('Access-Control-Expose-Headers', listed(exposed, undefined))];
      return { remove: ANSWER_FIELDS, add };
    },
  };
}

function field(name: string, value: string | undefined): Field[] {
  return value === undefined ? [] : [[name, value]];
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

/** `*` in the host of an origin stands for any number of labels. */
function originMatcher(allowed: readonly string[]): (origin: string) => boolean {
  if (allowed.includes('*')) return () => true;
  const origins = allowed.map(parseOrigin).filter((origin) => origin !== undefined);
  return (text) => {
    const found = parseOrigin(text.toLowerCase());
    if (found === undefined) return false;
    return origins.some(
      ({ scheme, host, port }) => scheme === found.scheme && port === found.port && isHost(host, found.host),
    );
  };
}

function isHost(allowed: string, host: string): boolean {
  return allowed === host || (allowed.startsWith('*') && host.endsWith(allowed.slice(1)) && host !== allowed.slice(2));
}

function parseOrigin(text: string): Origin | undefined {
  const [, scheme, host, port] = /^(https?):\/\/([^/:]+)(?::(\d{1,5}))?$/.exec(text.toLowerCase()) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  return { scheme, host, port: port ?? DEFAULT_PORTS[scheme] ?? '' };
}
