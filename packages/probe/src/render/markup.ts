import { printable } from '../printable.ts';

/** Text that is markup already. Only this file makes it, so what comes from outside is always escaped. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Writes HTML or SVG; every value is escaped, unless it is markup itself. Attribute values need their quotes. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: texts.reduce((all, text, index) => all + text + (index < parts.length ? write(parts[index]) : ''), ''),
  };
}

function write(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(printable(String(part)));
  return 'markup' in part ? part.markup : part.map(write).join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
