import { hostOf } from './authority.ts';
import type { Limits } from './limits.ts';
import { Fields } from './read-fields.ts';
import type { Refusal } from './read-request-head.ts';
import { type ConnectionFacts, ParsedRequestHead } from './request-head.ts';
import type { Field } from './route.ts';

/** What nginx drops of a head instead of refusing it (`ignore_invalid_headers`, `underscores_in_headers off`). */
const USUAL_NAME = /^[a-z0-9-]+$/;
const METHOD = /^[A-Z_-]+$/;
const TARGET = /^\/[\x21-\x7e\x80-\xff]*$/;
const LENGTH = /^\d{1,15}$/;
/** One server would drop these, another would believe them: nginx and nghttp2 refuse them (RFC 9113 section 8.2.2). */
const OF_CONNECTIONS = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/** A field or a whole head that is larger than nginx takes: there, it costs the client its connection. */
export type HeadFault = Refusal | 'too large';

/**
 * Reads a head as node:http2 gives it: names and values in turn, the pseudo fields first. What two servers could read in
 * two ways is refused, as `ngx_http_v2_run_request` does. The crumbs of Cookie become one field (RFC 9113 section 8.2.3).
 *
 * @param isWhole no body follows
 */
export function readHttp2RequestHead(
  raw: readonly string[],
  isWhole: boolean,
  limits: Pick<Limits, 'line' | 'head' | 'fields'>,
  facts: ConnectionFacts,
): ParsedRequestHead | HeadFault {
  const pseudo = new Map<string, string>();
  const list: Field[] = [];
  let cookie: string | undefined;
  let size = 0;
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    size += name.length + value.length;
    if (name.length > limits.line || value.length > limits.line || size > limits.head) return 'too large';
    if (name.startsWith(':')) pseudo.set(name, value);
    else if (name === 'cookie') cookie = cookie === undefined ? value : `${cookie}; ${value}`;
    else if (USUAL_NAME.test(name)) list.push([name, value]);
    if (list.length > limits.fields) return refuse(431);
  }
  if (cookie !== undefined) list.push(['cookie', cookie]);
  const named = list.filter(([name]) => name === 'host');
  const authority = pseudo.get(':authority') ?? named[0]?.[1] ?? '';
  const host = hostOf(authority);
  // Where both name a host, they have to name the same.
  if (host === undefined || named.length > 1 || (named[0]?.[1] ?? authority) !== authority) return refuse(400);
  // As in HTTP/1.1, where Host always stands among the fields.
  if (named.length === 0) list.unshift(['host', authority]);

  const parsed = new Fields(
    list,
    list.map(([name]) => name),
  );
  const te = parsed.value('te')?.toLowerCase() ?? 'trailers';
  if (te !== 'trailers' || OF_CONNECTIONS.some((name) => parsed.count(name) > 0)) return refuse(400);
  const length = parsed.value('content-length');
  if (length !== undefined && !LENGTH.test(length)) return refuse(400);
  if (isWhole && Number(length ?? 0) > 0) return refuse(400);

  const method = pseudo.get(':method') ?? '';
  const target = pseudo.get(':path') ?? '';
  if (method === 'CONNECT' || method === 'TRACE') return refuse(405);
  const isForAll = target === '*' && method === 'OPTIONS';
  if (!METHOD.test(method) || !(TARGET.test(target) || isForAll)) return refuse(400);
  const bodyLength = isWhole ? 0 : length === undefined ? undefined : Number(length);
  return new ParsedRequestHead({ method, target, version: '2', authority, host }, parsed, bodyLength, facts);
}

function refuse(status: number): Refusal {
  return { refused: status };
}
