import { type CookieRule, type CookieRules, endOf, type RuledCookie } from './cookie-rules.ts';

/** Characters of names and values: most servers take no longer head of a request. */
const mostSent = 8 * 1024;

interface KeptCookie {
  readonly rule: CookieRule;
  readonly value: string;
  /** Milliseconds since 1970; Infinity for one that stays. */
  endsAt: number;
}

const empty: readonly KeptCookie[] = [];

/**
 * The cookies of one session for one URL, kept and sent back as the jar of `openJar` does, in a few hundred bytes. What the
 * URL does not get back is not kept; of more than 8 KiB the oldest go. All times are in milliseconds since 1970.
 */
export class CompactJar {
  #cookies = empty;
  #header = '';
  /** When the first cookie of the header ends. */
  #endsAt = Number.POSITIVE_INFINITY;

  /** The Cookie header of a request; empty when there are none. The same string until it changes. */
  header(now: number): string {
    if (now >= this.#endsAt) this.#write(now);
    return this.#header;
  }

  /** Takes what a response set; answers how many of the fields were for a cookie that the URL gets back. */
  store(setCookie: readonly string[], rules: CookieRules, now: number): number {
    let taken = 0;
    let isNew = false;
    for (const field of setCookie) {
      const cookie = rules.read(field);
      if (cookie === undefined) continue;
      taken += 1;
      if (this.#renew(cookie, now)) continue;
      isNew = true;
      this.#cookies = keep(this.#cookies, cookie, now);
    }
    if (isNew) this.#write(now);
    return taken;
  }

  /** Puts off the end of a cookie that is set as it is, as some routers do with every answer. False for any other. */
  #renew({ rule, value }: RuledCookie, now: number): boolean {
    const same = this.#cookies.find((cookie) => cookie.rule === rule);
    const endsAt = endOf(rule, now);
    if (same === undefined || same.value !== value || same.endsAt <= now || endsAt <= now) return false;
    same.endsAt = endsAt;
    this.#endsAt = firstEnd(this.#cookies, now);
    return true;
  }

  #write(now: number): void {
    const cookies = alive(this.#cookies, now);
    this.#endsAt = firstEnd(cookies, now);
    const header = headerOf(cookies);
    if (header !== this.#header) this.#header = header;
  }
}

/** In the place of the one with its key, or as the youngest. */
function keep(cookies: readonly KeptCookie[], { rule, value }: RuledCookie, now: number): readonly KeptCookie[] {
  const kept = alive(cookies, now);
  const index = kept.findIndex((cookie) => cookie.rule.key === rule.key);
  const before = kept[index];
  const cookie = { rule, value: before?.value === value ? before.value : detached(value), endsAt: endOf(rule, now) };
  const all = alive(before === undefined ? [...kept, cookie] : kept.with(index, cookie), now);
  while (sizeOf(all) > mostSent) all.shift();
  return all;
}

function alive(cookies: readonly KeptCookie[], now: number): KeptCookie[] {
  return cookies.filter(({ endsAt }) => endsAt > now);
}

/** When the first of those ends that have not ended. */
function firstEnd(cookies: readonly KeptCookie[], now: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (const { endsAt } of cookies) if (endsAt > now && endsAt < first) first = endsAt;
  return first;
}

/** Those of longer paths first, then the older ones (RFC 6265bis, 5.8.3, step 4). */
function headerOf(cookies: readonly KeptCookie[]): string {
  return cookies
    .toSorted((one, other) => other.rule.pathLength - one.rule.pathLength)
    .map(({ rule: { name }, value }) => (name === '' ? value : `${name}=${value}`))
    .join('; ');
}

function sizeOf(cookies: readonly KeptCookie[]): number {
  return cookies.reduce((sum, { rule, value }) => sum + rule.name.length + value.length, 0);
}

/** A copy: a part of a string keeps the whole of it alive, here a response. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
