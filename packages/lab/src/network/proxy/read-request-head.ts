import { hostOf } from './authority.ts';
import { tokens } from './hop-by-hop.ts';
import { type Fields, readFields } from './read-fields.ts';
import { type ConnectionFacts, ParsedRequestHead } from './request-head.ts';

/** A head that is answered with this status, as it is none or as nobody should serve it. */
export interface Refusal {
  readonly refused: number;
}

/** The head of a request in HTTP/1.1 or 1.0. */
export class Http1RequestHead extends ParsedRequestHead {
  /** Whether the client wants to send another request on this connection. */
  get keepsAlive(): boolean {
    const connection = this.parsed.value('connection');
    if (connection === undefined) return this.version === '1.1';
    const options = tokens(connection);
    return this.version === '1.1' ? !options.has('close') : options.has('keep-alive') && !options.has('close');
  }

  /** The protocol to switch to (RFC 9110 section 7.8). With a body, the request is served as if it had not asked. */
  get upgrade(): string | undefined {
    const upgrade = this.parsed.value('upgrade');
    if (upgrade === undefined || upgrade === '' || this.version === '1.0' || this.bodyLength !== 0) return undefined;
    return tokens(this.parsed.value('connection') ?? '').has('upgrade') ? upgrade : undefined;
  }

  /** Whether the body is held back until `100 Continue`. */
  get expectsContinue(): boolean {
    return this.version === '1.1' && this.parsed.value('expect')?.toLowerCase() === '100-continue';
  }
}

/** As nginx: a method is of capitals, a target is of one word without control characters. */
const REQUEST_LINE = /^([A-Z_-]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(\d)\.(\d)$/;
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/is;
/** Up to 2^53 - 1, so that it can be counted. */
const LENGTH = /^\d{1,15}$/;

/**
 * Parses a request's head: the text up to its empty line, without the end of the last line. What two servers could read in
 * two ways is refused, with the status that nginx gives for it where nginx refuses it, too.
 */
export function readRequestHead(text: string, mostFields: number, facts: ConnectionFacts): Http1RequestHead | Refusal {
  const lineEnd = text.indexOf('\r\n');
  const match = REQUEST_LINE.exec(lineEnd < 0 ? text : text.slice(0, lineEnd));
  if (match === null) return refuse(400);
  const [, method = '', rawTarget = '', major, minor] = match;
  if (major !== '1') return refuse(505);
  const version = minor === '0' ? '1.0' : '1.1';

  const parsed = readFields(text, lineEnd < 0 ? text.length : lineEnd + 2, { underscores: false, most: mostFields });
  if (parsed === 'too many') return refuse(431);
  if (parsed === 'malformed') return refuse(400);

  const bodyLength = readBodyLength(parsed, version);
  if (typeof bodyLength === 'object') return bodyLength;
  // nginx forwards neither. A tunnel through the lab to anywhere would not stay in the lab.
  if (method === 'CONNECT' || method === 'TRACE') return refuse(405);

  const place = readPlace(method, rawTarget, version, parsed);
  if (place === undefined) return refuse(400);
  return new Http1RequestHead({ method, version, ...place }, parsed, bodyLength, facts);
}

/** Target and authority. Where both the target and Host name a host, they have to name the same (RFC 9112 section 3.2.2). */
function readPlace(method: string, rawTarget: string, version: string, parsed: Fields) {
  if (parsed.count('host') > 1) return undefined;
  const named = parsed.value('host');
  if (named === undefined && version === '1.1') return undefined;
  const host = named === undefined ? '' : hostOf(named);
  if (host === undefined) return undefined;
  if (rawTarget.startsWith('/') || (rawTarget === '*' && method === 'OPTIONS')) {
    return { target: rawTarget, authority: named ?? '', host };
  }
  const [, authority, rest = ''] = ABSOLUTE.exec(rawTarget) ?? [];
  if (authority === undefined || (named !== undefined && named.toLowerCase() !== authority.toLowerCase())) {
    return undefined;
  }
  const absoluteHost = hostOf(authority);
  if (absoluteHost === undefined) return undefined;
  return { target: rest.startsWith('/') ? rest : `/${rest}`, authority, host: absoluteHost };
}

/**
 * How long the body is (RFC 9112 section 6.3), and a refusal wherever another server might come to another answer: with
 * both fields, with either twice, with any number that is not of digits alone, with any coding but exactly `chunked`.
 */
function readBodyLength(parsed: Fields, version: '1.0' | '1.1'): number | undefined | Refusal {
  const coding = parsed.value('transfer-encoding');
  const length = parsed.value('content-length');
  if (coding !== undefined) {
    if (version === '1.0' || length !== undefined || parsed.count('transfer-encoding') > 1) return refuse(400);
    return coding.toLowerCase() === 'chunked' ? undefined : refuse(501);
  }
  if (length === undefined) return 0;
  return LENGTH.test(length) ? Number(length) : refuse(400);
}

function refuse(status: number): Refusal {
  return { refused: status };
}
