import { Cookie, CookieJar } from 'tough-cookie';

/** RFC 6265bis, 5.6: a cookie whose name and value are longer is ignored. */
const longestCookie = 4096;
/** Attributes that were seen; those with dates change now and then. */
const most = 1_000;
/** The value of the cookie that is parsed in place of all that differ by theirs. */
const placeholder = 'x';

/** What becomes of a cookie at one URL, whatever its value. */
export interface CookieRule {
  readonly name: string;
  /** A cookie with the same key takes its place. */
  readonly key: string;
  /** Cookies with a longer path are sent first. */
  readonly pathLength: number;
  /** Milliseconds that it lasts; or the time, by `Date.now()`, at which it ends; or neither, and it stays. */
  readonly lasts?: number;
  readonly endsAt?: number;
}

/** One Set-Cookie field, less its rule. */
export interface RuledCookie {
  readonly rule: CookieRule;
  readonly value: string;
}

/**
 * Says what becomes of the cookies that responses from `url` set. tough-cookie decides it (domain, path, Secure, prefixes,
 * public suffixes), once for each text less its value: thousands of sessions are set the same cookie with a value each.
 */
export class CookieRules {
  readonly #url: string;
  readonly #rules = new Map<string, CookieRule | undefined>();

  constructor(url: URL) {
    this.#url = url.href;
  }

  /** Undefined for a cookie that would never be sent back to the URL: refused, or set for elsewhere. */
  read(setCookie: string): RuledCookie | undefined {
    const semicolon = setCookie.indexOf(';');
    const end = semicolon < 0 ? setCookie.length : semicolon;
    const equals = setCookie.indexOf('=');
    if (equals < 0 || equals >= end) return undefined;
    const value = setCookie.slice(equals + 1, end).trim();
    if (equals + value.length > longestCookie || value.includes('\t')) return undefined;
    const rule = this.#ruleOf(`${setCookie.slice(0, equals)}=${placeholder}${setCookie.slice(end)}`);
    return rule && { rule, value };
  }

  #ruleOf(template: string): CookieRule | undefined {
    const known = this.#rules.get(template);
    if (known !== undefined || this.#rules.has(template)) return known;
    const rule = this.#decide(template);
    if (this.#rules.size >= most) this.#rules.clear();
    this.#rules.set(template, rule);
    return rule;
  }

  #decide(template: string): CookieRule | undefined {
    const cookie = Cookie.parse(template);
    if (cookie === undefined) return undefined;
    const ends = endOf(cookie);
    // Whether it is kept and sent back is another question than for how long.
    cookie.maxAge = null;
    cookie.expires = 'Infinity';
    const jar = new CookieJar();
    const kept = jar.setCookieSync(cookie, this.#url, { ignoreError: true });
    const path = kept?.path;
    if (kept === undefined || typeof path !== 'string' || jar.getCookiesSync(this.#url).length === 0) return undefined;
    return { name: kept.key, key: `${kept.domain};${path};${kept.key}`, pathLength: path.length, ...ends };
  }
}

/** Max-Age goes before Expires (RFC 6265, 5.3); one too large for a number is for ever. */
function endOf({ maxAge, expires }: Cookie): Pick<CookieRule, 'lasts' | 'endsAt'> {
  if (typeof maxAge === 'number') return { lasts: Math.max(0, maxAge) * 1000 };
  if (maxAge !== null) return maxAge === 'Infinity' ? {} : { lasts: 0 };
  return expires instanceof Date ? { endsAt: expires.getTime() } : {};
}
