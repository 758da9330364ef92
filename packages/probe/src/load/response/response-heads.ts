import { fieldValue, parseResponseHead, type ResponseHead } from './response-head.ts';

/** Heads differ by their date, and by what names the backend: so few are alive at a time. */
const most = 256;
/** As nearly all servers write it. */
const cookieStarts = ['\r\nSet-Cookie:', '\r\nset-cookie:'];

/**
 * Parses heads, each text once but for its cookies: those of one server are the same for a second, and to find one here
 * costs a tenth of parsing it.
 */
export class ResponseHeads {
  readonly #parsed = new Map<string, ResponseHead>();
  #lastText = '';
  #last: ResponseHead | undefined;

  /** As `parseResponseHead`. */
  parse(text: string): ResponseHead | undefined {
    if (text === this.#lastText) return this.#last;
    const start = cookieStarts.find((written) => text.includes(written));
    const head = start === undefined ? this.#find(text) : this.#findWithout(text, start);
    this.#lastText = text;
    this.#last = head;
    return head;
  }

  #find(text: string): ResponseHead | undefined {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const head = parseResponseHead(text);
    if (head === undefined) return undefined;
    if (this.#parsed.size >= most) this.#parsed.clear();
    // A copy: a part of a string keeps the whole of it alive.
    this.#parsed.set(Buffer.from(text, 'latin1').toString('latin1'), head);
    return head;
  }

  /** Cuts the fields that begin so out of the text, for they differ from session to session. */
  #findWithout(text: string, start: string): ResponseHead | undefined {
    const setCookie: string[] = [];
    let rest = '';
    let from = 0;
    for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
      rest += text.slice(from, at);
      const end = text.indexOf('\r\n', at + start.length);
      from = end < 0 ? text.length : end;
      const value = fieldValue(text.slice(at + start.length, from));
      if (value === undefined) return undefined;
      setCookie.push(value);
    }
    const head = this.#find(rest + text.slice(from));
    return head && { ...head, setCookie: [...setCookie, ...head.setCookie] };
  }
}
