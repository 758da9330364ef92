import type { ParsedTarget } from '../target.ts';

const ours = [
  ['User-Agent', 'sticky-load/0.1.0'],
  ['Accept', 'application/json'],
] as const;

/** The requests to one target, which differ by their cookies alone. */
export class RequestText {
  readonly #start: string;
  readonly #without: string;

  constructor({ url, fields = [] }: ParsedTarget) {
    const given = new Set(fields.map(([name]) => name.toLowerCase()));
    const all = [['Host', url.host] as const, ...ours.filter(([name]) => !given.has(name.toLowerCase())), ...fields];
    const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.#start = `GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines}`;
    this.#without = `${this.#start}\r\n`;
  }

  /** @param cookie the Cookie header; empty for none */
  with(cookie: string): string {
    return cookie === '' ? this.#without : `${this.#start}Cookie: ${cookie}\r\n\r\n`;
  }
}
