import type { CookieRule, CookieRules, RuledCookie } from './cookie-rules.ts';

/** Most servers take no more of a request's head; in characters, of names and values. */
const mostSent = 8 * 1024;

interface KeptCookie {
  readonly rule: CookieRule;
  readonly value: string;
  /** By `Date.now()`; Infinity for one that stays. */
  readonly endsAt: number;
}

const empty: readonly KeptCookie[] = [];

/**
 * The cookies of one session for one URL, kept and sent back as `openJar` does, in a few hundred bytes. Only what the URL
 * is sent is kept; of more than 8 KiB, the oldest go.
 */
export class CompactJar {
  #cookies = empty;
  #header = '';
  /** When the first of them ends. */
  #endsAt = Number.POSITIVE_INFINITY;

  /** The Cookie header of a request at `now` (`Date.now()`); empty when there are none. The same string until it changes. */
  header(now: number): string {
    if (now >= this.#endsAt) this.#arrange(this.#cookies, now);
    return this.#header;
  }

  /** Takes the cookies that a response set at `now`; answers how many of them were kept. */
  store(setCookie: readonly string[], rules: CookieRules, now: number): number {
    const set = setCookie.map((text) => rules.read(text)).filter((cookie) => cookie !== undefined);
    if (set.length > 0)
      this.#arrange(
        set.reduce((kept, cookie) => keep(kept, cookie, now), this.#cookies),
        now,
      );
    return set.length;
  }

  #arrange(cookies: readonly KeptCookie[], now: number): void {
    const alive = cookies.filter(({ endsAt }) => endsAt > now);
    while (sizeOf(alive) > mostSent) alive.shift();
    this.#cookies = alive;
    this.#endsAt = alive.reduce((first, { endsAt }) => Math.min(first, endsAt), Number.POSITIVE_INFINITY);
    const header = headerOf(alive);
    if (header !== this.#header) this.#header = header;
  }
}

/** In the place of the one with its key, or as the newest. */
function keep(cookies: readonly KeptCookie[], { rule, value }: RuledCookie, now: number): readonly KeptCookie[] {
  const endsAt = rule.lasts === undefined ? (rule.endsAt ?? Number.POSITIVE_INFINITY) : now + rule.lasts;
  const index = cookies.findIndex((cookie) => cookie.rule.key === rule.key);
  const before = cookies[index];
  const cookie = { rule, value: before?.value === value ? before.value : detached(value), endsAt };
  return before === undefined ? [...cookies, cookie] : cookies.with(index, cookie);
}

/** Longer paths first, then older cookies (RFC 6265, 5.4). */
function headerOf(cookies: readonly KeptCookie[]): string {
  return cookies
    .toSorted((one, other) => other.rule.pathLength - one.rule.pathLength)
    .map(({ rule, value }) => `${rule.name}=${value}`)
    .join('; ');
}

function sizeOf(cookies: readonly KeptCookie[]): number {
  return cookies.reduce((sum, { rule, value }) => sum + rule.name.length + value.length + 3, 0);
}

/** A copy: a part of a string keeps the whole of it alive, here a response. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
