import { withheld } from '../../scope/retrieval.ts';
import { cookieLimit, parseSetCookie, type SetCookie, trim } from '../../scope/set-cookie.ts';
import { type KeptCookie, keep, longestLife } from '../../scope/storage.ts';

/** Texts that are alive at a time: where they hold dates, there is a new one each second. */
const most = 1_000;
/** Stands for the value in a text without it. */
const placeholder = 'x';

/** What becomes of a cookie at one URL, whatever its value. */
export interface CookieRule {
  readonly name: string;
  /** A cookie takes the place of the one with the same key. */
  readonly key: string;
  /** Cookies with a longer path are sent first. */
  readonly pathLength: number;
  /** Milliseconds that it lasts from when it is set. */
  readonly lasts?: number;
  /** Milliseconds since 1970, for one that says the time of its end. */
  readonly ends?: number;
}

/** One Set-Cookie field. */
export interface RuledCookie {
  readonly rule: CookieRule;
  readonly value: string;
}

/**
 * Says what becomes of the cookies that `url` sets. The rules are those of scope/, asked once for each text less its value:
 * thousands of sessions are set the same cookie, with a value each.
 */
export class CookieRules {
  readonly #url: URL;
  readonly #known = new Map<string, CookieRule | undefined>();

  constructor(url: URL) {
    this.#url = url;
  }

  /** Undefined for a cookie that the URL would never get back: refused, or set for elsewhere. */
  read(field: string): RuledCookie | undefined {
    const semicolon = field.indexOf(';');
    const end = semicolon < 0 ? field.length : semicolon;
    const equals = field.indexOf('=');
    const name = field.slice(0, Math.max(0, equals));
    // The rules look at the value of a cookie that has no name.
    if (equals >= end || trim(name) === '') return this.#readWhole(field);
    const value = trim(field.slice(equals + 1, end));
    if (name.length + value.length > cookieLimit) return this.#readWhole(field);
    const rule = this.#ruleOf(`${name}=${placeholder}${field.slice(end)}`);
    return rule && { rule, value };
  }

  #readWhole(field: string): RuledCookie | undefined {
    const cookie = parseSetCookie(field);
    const rule = cookie && this.#decide(cookie);
    return cookie && rule && { rule, value: cookie.value };
  }

  #ruleOf(template: string): CookieRule | undefined {
    const known = this.#known.get(template);
    if (known !== undefined || this.#known.has(template)) return known;
    const cookie = parseSetCookie(template);
    const rule = cookie && this.#decide(cookie);
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(template, rule);
    return rule;
  }

  #decide(cookie: SetCookie): CookieRule | undefined {
    // Set at the beginning of time it ends when it has lasted, but for the date that it may say.
    const { expires, ...lasting } = cookie;
    const kept = keep(lasting, this.#url, 0);
    if ('rule' in kept) return undefined;
    const { name, domain, hostOnly, path, ends: lasts, ...rest } = kept;
    const stays: KeptCookie = { name, domain, hostOnly, path, ...rest };
    if (withheld(stays, this.#url, 0) !== undefined) return undefined;
    const rule = { name, key: JSON.stringify([name, domain, hostOnly, path]), pathLength: path.length };
    if (lasts !== undefined) return { ...rule, lasts };
    return expires === undefined ? rule : { ...rule, ends: Date.parse(expires) };
  }
}

/** When a cookie ends that is set at `now`, both in milliseconds since 1970; Infinity for one that stays. */
export function endOf({ lasts, ends }: CookieRule, now: number): number {
  if (lasts !== undefined) return now + lasts;
  return ends === undefined ? Number.POSITIVE_INFINITY : Math.min(ends, now + longestLife * 1000);
}
