import { parseResponseHead, type ResponseHead } from './response-head.ts';

/** Heads differ by their date, and by what names the backend: so few are alive at a time. */
const most = 256;

/**
 * Parses heads, each text once: those of one server are the same for a second, and to find one here costs a tenth of
 * parsing it.
 */
export class ResponseHeads {
  readonly #parsed = new Map<string, ResponseHead | undefined>();
  #lastText = '';
  #last: ResponseHead | undefined;

  /** As `parseResponseHead`. */
  parse(text: string): ResponseHead | undefined {
    if (text === this.#lastText) return this.#last;
    const head = this.#find(text);
    this.#lastText = text;
    this.#last = head;
    return head;
  }

  #find(text: string): ResponseHead | undefined {
    const known = this.#parsed.get(text);
    if (known !== undefined) return known;
    const head = parseResponseHead(text);
    // A head that sets a cookie is that of one session: it will not come again.
    if (head === undefined || head.setCookie.length > 0) return head;
    if (this.#parsed.size >= most) this.#parsed.clear();
    this.#parsed.set(text, head);
    return head;
  }
}
