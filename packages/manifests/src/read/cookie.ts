import type { CookieAffinity, SameSite, Strength } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Path, Unread } from '../router.ts';
import { cookieDomainIssue, cookiePathIssue } from '../rules/http.ts';
import { quote } from '../rules/quote.ts';
import { COOKIE_MAX_AGE, rangeIssue } from '../rules/range.ts';

/** A value of a document, and where in it; a value of undefined counts as not said. */
export interface Said {
  readonly value: unknown;
  readonly path: Path;
}

/** The fields of a cookie as a document says them. Numbers and booleans may be texts; SameSite may be in any case. */
export type SaidCookie = Readonly<Partial<Record<Exclude<keyof CookieAffinity, 'kind' | 'strength'>, Said>>>;

export interface CookieReading {
  readonly cookie: CookieAffinity;
  readonly unread: readonly Unread[];
}

const SAME_SITE: readonly SameSite[] = ['None', 'Lax', 'Strict'];
/** Wider than what an intent takes: browsers send back whatever they were given, and people have such names. */
const NAME = /^[!-~]{1,4096}$/;
const NAME_END = /[;,=]/;

/**
 * The cookie that a document asks for. What no cookie can have (an age of 0, a path without a slash) is left out and named.
 *
 * @param defaultName What the router calls the cookie when the document does not.
 */
export function readCookie(
  object: KubernetesObject,
  strength: Strength,
  said: SaidCookie,
  defaultName: string,
): CookieReading {
  const unread: Unread[] = [];

  function take<T>(field: Said | undefined, parse: (value: unknown) => T | undefined, issue: string): T | undefined {
    if (field?.value === undefined || field.value === null) return undefined;
    const value = parse(field.value);
    if (value === undefined) unread.push({ object, path: field.path, reason: `${shown(field.value)} ${issue}.` });
    return value;
  }

  const name = take(said.name, asName, "cannot be a cookie's name: use letters, digits and . _ ~ - alone");
  const maxAgeSeconds = take(
    said.maxAgeSeconds,
    asAge,
    'is no age that a browser keeps a cookie for: use 1 to 34560000 seconds',
  );
  const path = take(said.path, asPath, "cannot be a cookie's path: begin with a slash");
  const domain = take(said.domain, asDomain, "cannot be a cookie's domain");
  const secure = take(said.secure, asBoolean, 'is neither true nor false');
  const sameSite = take(said.sameSite, asSameSite, 'is none of None, Lax and Strict');
  const changeOnFailure = take(said.changeOnFailure, asBoolean, 'is neither true nor false');
  const cookie: CookieAffinity = {
    kind: 'cookie',
    name: name ?? defaultName,
    strength,
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(path !== undefined && { path }),
    ...(domain !== undefined && { domain }),
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { sameSite }),
    ...(changeOnFailure !== undefined && { changeOnFailure }),
  };
  return { cookie, unread };
}

function shown(value: unknown): string {
  return typeof value === 'object' ? 'This' : quote(String(value));
}

function asName(value: unknown): string | undefined {
  return typeof value === 'string' && NAME.test(value) && !NAME_END.test(value) ? value : undefined;
}

function asAge(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && rangeIssue(COOKIE_MAX_AGE, seconds) === undefined ? seconds : undefined;
}

function asPath(value: unknown): string | undefined {
  return typeof value === 'string' && cookiePathIssue(value) === undefined ? value : undefined;
}

/** Browsers ignore a dot before a domain (RFC 6265 5.2.3). */
function asDomain(value: unknown): string | undefined {
  const domain = typeof value === 'string' ? value.replace(/^\./, '') : '';
  return cookieDomainIssue(domain) === undefined ? domain : undefined;
}

function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function asSameSite(value: unknown): SameSite | undefined {
  return SAME_SITE.find((option) => typeof value === 'string' && option.toLowerCase() === value.toLowerCase());
}
