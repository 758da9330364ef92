import type { Field } from './route.ts';
import { USUAL_NAMES } from './usual-names.ts';

/** The fields of a head or of trailers. */
export class Fields {
  readonly list: readonly Field[];
  /** Lower-case names, one for each of the list. */
  readonly names: readonly string[];

  constructor(list: readonly Field[], names: readonly string[]) {
    this.list = list;
    this.names = names;
  }

  /** The value of a field by its lower-case name; several are joined by `, `, those of Cookie by `; `. */
  value(name: string): string | undefined {
    let value: string | undefined;
    for (let index = this.names.indexOf(name); index >= 0; index = this.names.indexOf(name, index + 1)) {
      const next = this.list[index]?.[1] ?? '';
      value = value === undefined ? next : value + (name === 'cookie' ? '; ' : ', ') + next;
    }
    return value;
  }

  /** How often the field is there. */
  count(name: string): number {
    let count = 0;
    for (const other of this.names) if (other === name) count += 1;
    return count;
  }
}

export const NO_FIELDS = new Fields([], []);

/** RFC 9110 section 5.6.2 allows more than this, and nginx drops what has more. */
const USUAL_NAME = /^[A-Za-z0-9-]+$/;
const NAME = /^[A-Za-z0-9_-]+$/;
/** What cannot be meant as part of a name: one server may see the end of the name there, and another not. */
const BROKEN_NAME = /[\0-\x20\x7f]/;
/** Lines of any byte but control characters, of which the tab is none (RFC 9110 section 5.5). So no bare CR or LF, either. */
const LINES = /^[\t\x20-\x7e\x80-\xff]*(?:\r\n[\t\x20-\x7e\x80-\xff]*)*$/;

export interface FieldRules {
  /** Field lines with an odd name are left out, as nginx's `ignore_invalid_headers` and `underscores_in_headers` have it. */
  readonly underscores: boolean;
  readonly most: number;
}

export type FieldsFault = 'malformed' | 'too many';

/**
 * Parses field lines, from `start` to the end of the text, without the last line's CRLF. Strict where two readers could
 * differ: a line without a colon, a space before it, a folded line, a bare CR or LF and control characters are refused.
 * Only spaces are cut off around a value, as in nginx: a tab stays part of it, so `<tab>chunked` is no known coding.
 */
export function readFields(text: string, start: number, rules: FieldRules): Fields | FieldsFault {
  // One look at all of it costs far less than one at each value.
  if (!LINES.test(text)) return 'malformed';
  const list: Field[] = [];
  const names: string[] = [];
  const pattern = rules.underscores ? NAME : USUAL_NAME;
  let lines = 0;
  for (let at = start; at < text.length; ) {
    const found = text.indexOf('\r\n', at);
    const end = found < 0 ? text.length : found;
    lines += 1;
    if (lines > rules.most) return 'too many';
    const colon = text.indexOf(':', at);
    if (colon <= at || colon >= end) return 'malformed';
    const name = text.slice(at, colon);
    const value = withoutSpaces(text, colon + 1, end);
    const usual = USUAL_NAMES.get(name);
    if (usual !== undefined || pattern.test(name)) {
      list.push([name, value]);
      names.push(usual ?? name.toLowerCase());
    } else if (BROKEN_NAME.test(name)) return 'malformed';
    at = end + 2;
  }
  return new Fields(list, names);
}

const SPACE = 0x20;

function withoutSpaces(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) === SPACE) from += 1;
  while (to > from && text.charCodeAt(to - 1) === SPACE) to -= 1;
  return text.slice(from, to);
}
