import { CompactJar } from './cookies/compact-jar.ts';
import type { RequestText } from './request-text.ts';

/** One client: its jar, and the backend that it met last. */
export class Session {
  readonly jar = new CompactJar();
  /** Number of the backend of its last answer; -1 before the first. */
  home = -1;
  /** Whether it was told at least twice who answered. */
  isCompared = false;
  moves = 0;
  /** When it may ask again, by `performance.now()`. */
  restsUntil = 0;
  /** The Cookie header that went along with its last request. */
  cookie = '';
  /** Whether it has ever had a cookie to send, though it may have ended before its next request. */
  hadCookie = false;
  #request = '';

  /** The bytes of its next request, as Latin-1; made anew only when its cookies have changed. */
  request(text: RequestText, now: number): string {
    const cookie = this.jar.header(now);
    if (cookie !== this.cookie || this.#request === '') {
      this.cookie = cookie;
      this.#request = text.with(cookie);
    }
    return this.#request;
  }
}
