import { createHash } from 'node:crypto';
import { durationMilliseconds } from '../../resources/schema/gateway-api.ts';
import type { SessionPersistence } from '../../resources/schema/session-persistence.ts';
import { type PathMatch, UnsupportedValue } from './matching.ts';

/** How a rule keeps a client on one pod, whichever shape of `sessionPersistence` said so. */
export interface SessionIntent {
  readonly carrier: CookieCarrier | HeaderCarrier;
  /** Milliseconds from its beginning after which a session is over. */
  readonly absoluteTimeout: number | undefined;
}

export interface CookieCarrier {
  readonly type: 'cookie';
  readonly name: string;
  /** The browser keeps the cookie until absoluteTimeout is over, and not only until it is closed. */
  readonly isPermanent: boolean;
  /** The cookie's path on a match. */
  path(match: PathMatch): string;
}

export interface HeaderCarrier {
  readonly type: 'header';
  readonly name: string;
}

/**
 * @param rule names the rule among all; the default name of its session is made of it
 * @throws UnsupportedValue for what the schema lets pass and no cookie can carry
 */
export function sessionIntent(wanted: SessionPersistence, rule: string): SessionIntent {
  const { sessionName, cookieConfig, cookie, header, type = 'Cookie' } = wanted;
  const absoluteTimeout =
    wanted.absoluteTimeout === undefined ? undefined : durationMilliseconds(wanted.absoluteTimeout);
  if (absoluteTimeout === 0) throw new UnsupportedValue('absoluteTimeout must be longer than 0s');
  const name = header?.name ?? cookie?.name ?? (sessionName || defaultName(rule));
  // v1.6.1 sets sessionName no rule but its length.
  if (!/^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/.test(name)) {
    throw new UnsupportedValue(
      `sessionName ${JSON.stringify(name)} cannot name a cookie or a header: take letters and digits`,
    );
  }
  if (type === 'Header') {
    requireFreeHeader(name);
    return { carrier: { type: 'header', name }, absoluteTimeout };
  }
  const isPermanent = (cookie ?? cookieConfig)?.lifetimeType === 'Permanent';
  if (cookie === undefined)
    return { carrier: { type: 'cookie', name, isPermanent, path: matchedPath }, absoluteTimeout };
  const { path = '/' } = cookie;
  if (!/^\/[ -:<-~]*$/.test(path)) throw new UnsupportedValue(`${JSON.stringify(path)} cannot be the path of a cookie`);
  return { carrier: { type: 'cookie', name, isPermanent, path: () => path }, absoluteTimeout };
}

/** GEP-1619: unique, where the user names none. */
function defaultName(rule: string): string {
  return `sticky-${createHash('sha256').update(rule).digest('hex').slice(0, 10)}`;
}

/** Headers that would break the answer, or that browsers and pods read as something else. */
const TAKEN_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'date',
  'host',
  'keep-alive',
  'location',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function requireFreeHeader(name: string): void {
  if (TAKEN_HEADERS.has(name.toLowerCase())) throw new UnsupportedValue(`the header ${name} cannot carry a session`);
}

/**
 * GEP-1619 as of v1.6.1: the path of the cookie is that of the match, of an expression the part before it becomes one. (The
 * release after it takes `/` throughout.)
 */
function matchedPath({ type, value }: PathMatch): string {
  if (type !== 'RegularExpression') return cookiePath(value, '');
  const [, literal = '', rest = ''] = /^\^?((?:[^\\.*+?()[\]{}|^$]|\\[^A-Za-z0-9])*)(.*)$/s.exec(value) ?? [];
  return cookiePath(literal.replaceAll('\\', ''), rest.replace(/^\$$/, ''));
}

/** `text`, or where something follows it or it has what ends a cookie's path, its whole elements before that. */
function cookiePath(text: string, rest: string): string {
  const [fine = ''] = /^[ -:<-~]*/.exec(text) ?? [];
  const path = fine === text && rest === '' ? fine : fine.slice(0, Math.max(fine.lastIndexOf('/'), 0));
  return path.startsWith('/') ? path : '/';
}
