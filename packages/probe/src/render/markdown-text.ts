import { printable } from '../printable.ts';
import { clip } from './clip.ts';

/** Zero width: nobody sees it, and GitHub no longer takes what it parts for a mention or a reference. */
const apart = '&#8203;';

/**
 * A text as GitHub Flavored Markdown shows it, whatever it holds: no markup, no cell's or paragraph's end, no link, no
 * mention, no reference to an issue, no formula. It may stand in a table and behind a list's bullet.
 */
export function plain(text: string, most = 500): string {
  return clip(printable(text), most).replace(/[\\`*_[\]<>|~&$]|[@#](?=\w)|:(?=\S)|(?<=www)\.|^[-+=\d\s]/gi, (sign) =>
    /[@#:.]/.test(sign) ? `${sign === '.' ? apart : ''}${sign}${apart}` : entity(sign),
  );
}

/** A name as code. An element and not backticks: what is in it can be written out, letter by letter. */
export function code(text: string, most = 80): string {
  return `<code>${clip(printable(text), most).replace(/[^\p{L}\p{N} .,/%-]|(?<=www)\./giu, entity)}</code>`;
}

/** A sentence in which names stand in quotes: these as code. */
export function sentence(text: string, most = 500): string {
  return clip(printable(text), most)
    .split(/"([^"]+)"/)
    .map((part, index) => (index % 2 === 1 ? code(part) : part === '' ? '' : plain(part)))
    .join('');
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
