// Everything that could move the cursor, recolour or rename the terminal: C0 but for tab and line feed, DEL, and C1.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** `text` without control characters: names, statuses and messages come from a cluster and may carry any. */
export function printable(text: string): string {
  return text.replace(CONTROL, '\u{fffd}');
}

/** As `printable`, and on one line. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, ' ').trim());
}

/** What shows as nothing, or as something else than it is: control characters, direction marks, line separators, halves. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** `text` with such characters as `\x1b` or `\u{202e}`: for what any client may have sent, where each byte may matter. */
export function escaped(text: string): string {
  return text.replace(UNSEEN, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
