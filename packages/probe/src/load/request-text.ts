import manifest from '../../package.json' with { type: 'json' };
import type { ParsedTarget } from '../target.ts';
import type { Field } from '../transport.ts';
import { fieldsTo } from '../wire/request-fields.ts';

/** Says in every access log who asks, and what for. */
const userAgent: Field = ['user-agent', `sticky-load/${manifest.version} (+generates load)`];

/** The requests to one target, which differ by their cookies alone. */
export class RequestText {
  readonly #start: string;
  readonly #without: string;

  constructor(target: ParsedTarget) {
    const { url, fields: given = [] } = target;
    const isNamed = given.some(([name]) => name.toLowerCase() === 'user-agent');
    const fields = fieldsTo({ ...target, fields: isNamed ? given : [userAgent, ...given] })({ cookie: '' });
    const lines = [['host', url.host] as const, ...fields].map(([name, value]) => `${name}: ${value}\r\n`);
    this.#start = `GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}`;
    this.#without = `${this.#start}\r\n`;
  }

  /** @param cookie the Cookie header; empty for none */
  with(cookie: string): string {
    return cookie === '' ? this.#without : `${this.#start}cookie: ${cookie}\r\n\r\n`;
  }
}
