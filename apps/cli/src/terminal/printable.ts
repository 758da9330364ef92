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
