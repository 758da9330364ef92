/** Whether a path has characters that only a regular expression has; a dot alone is none. */
export function isPattern(path: string): boolean {
  return /[()[\]{}*+?|^$\\]/.test(path);
}

/** The longest beginning of a pattern that every path it matches is at or below, as RFC 6265 compares paths. */
export function directoryOf(pattern: string): string {
  const literal = /^[^()[\]{}*+?|^$\\.]*/.exec(pattern)?.[0] ?? '';
  if (pattern.slice(literal.length).startsWith('(/|$)') && literal.startsWith('/')) return literal;
  // The last letter may be optional: `/ab?` matches `/a`.
  const slash = literal.lastIndexOf('/');
  return slash <= 0 ? '/' : literal.slice(0, slash);
}
