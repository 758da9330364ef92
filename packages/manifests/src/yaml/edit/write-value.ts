import type { Path } from '../../router.ts';
import { resolvePlain } from '../plain-scalar.ts';
import { escapeUnprintable } from '../unprintable.ts';

/** How new values are written, so that they look like what stands around them. */
export interface WritingStyle {
  readonly newline: '\n' | '\r\n';
  /** Columns that the `-` of a list stands to the right of its key. */
  readonly listIndent: 0 | 2;
}

/** A text that means itself without quotes, to every parser of YAML 1.1 and 1.2, in a block and in `{}`. */
const SAFE = /^[A-Za-z0-9_./](?:[\w./@%+=~()-]|:(?=[\w./@%+=~()-]))*(?: (?:[\w./@%+=~()-]|:(?=[\w./@%+=~()-]))+)*$/;

/** What parsers other than kubectl's take for something else than text: base 60, times, `=`. */
const AMBIGUOUS = /^(?:[-+]?[\d._]+(?:[:eE].*)?|\d{4}-.*|0[xob].*|\.{3}.*|<<|=|null|true|false|yes|no|on|off|[yn])$/i;

/** A scalar, or an empty map or list, on one line. */
export function writeScalar(value: unknown, quotes: 'plain' | 'single' | 'double' = 'plain'): string {
  if (typeof value === 'string') return writeText(value, quotes);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  return JSON.stringify(value) ?? 'null';
}

function writeText(text: string, quotes: 'plain' | 'single' | 'double'): string {
  if (quotes === 'single' && /^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  const plain =
    quotes === 'plain' && SAFE.test(text) && !AMBIGUOUS.test(text) && typeof resolvePlain(text) === 'string';
  return plain ? text : escapeUnprintable(JSON.stringify(text));
}

/** Annotations are always in quotes, whatever they say: what is beside them may look like a number. */
export function quotesAt(path: Path): 'plain' | 'double' {
  return path.at(-2) === 'annotations' && path.at(-3) === 'metadata' ? 'double' : 'plain';
}

/** A value on one line; like JSON where that is what stands around it. */
export function writeFlow(value: unknown, path: Path, json: boolean): string {
  const inner = (step: string | number, part: unknown) => writeFlow(part, [...path, step], json);
  if (Array.isArray(value)) return `[${value.map((item, index) => inner(index, item)).join(', ')}]`;
  if (!isMap(value)) return writeScalar(value, json ? 'double' : quotesAt(path));
  const entries = definedEntries(value).map(
    ([key, part]) => `${writeScalar(key, json ? 'double' : 'plain')}: ${inner(key, part)}`,
  );
  return `{${entries.join(', ')}}`;
}

/** The lines of a map or list that is not empty, from column 0. */
export function writeBlock(value: object, path: Path, style: WritingStyle): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const here = [...path, index];
      if (!isFilled(item)) return [`- ${writeScalar(item, quotesAt(here))}`];
      return writeBlock(item, here, style).map((line, nth) => (nth === 0 ? `- ${line}` : `  ${line}`));
    });
  }
  return definedEntries(value).flatMap(([key, part]) => writeEntry(key, part, path, style));
}

/** The lines of one key and its value in the map at the path. */
export function writeEntry(key: string, value: unknown, path: Path, style: WritingStyle): readonly string[] {
  const here = [...path, key];
  if (!isFilled(value)) return [`${writeScalar(key)}: ${writeScalar(value, quotesAt(here))}`];
  const indent = ' '.repeat(Array.isArray(value) ? style.listIndent : 2);
  return [`${writeScalar(key)}:`, ...writeBlock(value, here, style).map((line) => indent + line)];
}

/** Whether a value is a map or a list with something in it. */
export function isFilled(value: unknown): value is object {
  return Array.isArray(value) ? value.length > 0 : isMap(value) && definedEntries(value).length > 0;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What JSON would say of a map: a field that is there but undefined is none. */
export function definedEntries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, part]) => part !== undefined);
}
