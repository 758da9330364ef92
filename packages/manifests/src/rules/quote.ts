const LONGEST = 60;

/** A value from outside as a message or a comment may show it: on one line, in quotes, cut when long. */
export function quote(value: string): string {
  const shown = value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  return `"${shown.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')}"`;
}
