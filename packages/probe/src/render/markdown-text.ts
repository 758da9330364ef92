import { printable } from '../printable.ts';
import { clip } from './clip.ts';

/** Zero width: nobody sees it, and GitHub no longer takes what it parts for a link, a mention or a reference. */
const apart = '&#8203;';

/**
 * A text as GitHub Flavored Markdown shows it, whatever it holds: no markup, no cell's or paragraph's end, no link, no
 * mention, no reference to an issue, no formula. It may stand in a table and behind a list's bullet.
 */
export function plain(text: string, most = 500): string {
  return atStart(inline(readable(text, most)));
}

/** A sentence in which names stand in quotes: these as code. */
export function sentence(text: string, most = 500): string {
  const parts = readable(text, most).split(/"([^"]+)"/);
  return atStart(parts.map((part, index) => (index % 2 === 1 ? code(part) : inline(part))).join(''));
}

/** A name as code. An element and not backticks: what is in it can be written out, letter by letter. */
export function code(text: string, most = 80): string {
  return `<code>${clip(printable(text), most).replace(/[^\p{L}\p{N} .,/%-]|(?<=www)\./giu, entity)}</code>`;
}

/** Four spaces at the start would make it a block of code. */
function readable(text: string, most: number): string {
  return clip(printable(text).trimStart(), most);
}

function inline(text: string): string {
  return text.replace(/[\\`*_[\]<>|~&$]|[@#](?=\w)|:(?=\S)|(?<=www)\./gi, (sign) => {
    if (sign === '.') return `${apart}.`;
    return '@#:'.includes(sign) ? `${sign}${apart}` : entity(sign);
  });
}

/** What makes a heading, a rule or an item of a list, but only where a line starts. */
function atStart(markdown: string): string {
  return markdown.replace(/^[-+=]|(?<=^\d{1,9})[.)]/, entity);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
