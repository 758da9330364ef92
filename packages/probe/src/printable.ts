/**
 * The text with everything replaced that could act instead of being read: control characters, which move a terminal's
 * cursor, the marks that turn the direction of writing (Unicode Standard Annex 9), and what XML 1.0 does not allow.
 */
export function printable(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu, '\u{fffd}');
}
