import type { Rule } from '../routing.ts';

type MatchedPath = Pick<Rule, 'path' | 'match'>;

const SPECIAL = /[.*+?^${}()|[\]\\]/g;
const LITERAL = /^(?:[^.*+?^${}()|[\]\\]|\\[.*+?^${}()|[\]\\])*$/;
const BELOW = '(/|$)';

/**
 * The regular expression, from the path's beginning, that matches as the path does: for routers that take all paths of an
 * object for regular expressions as soon as one is. Every dialect (PCRE, RE2, POSIX) takes it.
 */
export function regexOf({ path, match }: MatchedPath): string {
  if (match === 'regex') return path;
  if (match === 'exact') return `${literal(path)}$`;
  const folder = path.replace(/\/+$/, '');
  return folder === '' ? '/' : literal(folder) + BELOW;
}

/** The path and the match that a regular expression stands for: exact or a prefix where it is one that `regexOf` gives. */
export function matchOfRegex(regex: string): MatchedPath {
  if (regex.endsWith(BELOW)) {
    const folder = unescaped(regex.slice(0, -BELOW.length));
    if (folder !== undefined) return { path: folder, match: 'prefix' };
  }
  if (regex.endsWith('$')) {
    const path = unescaped(regex.slice(0, -1));
    if (path !== undefined) return { path, match: 'exact' };
  }
  return { path: regex, match: 'regex' };
}

/** Whether a text, taken for a regular expression, matches itself alone. */
export function isLiteral(text: string): boolean {
  return text.search(SPECIAL) === -1;
}

function literal(path: string): string {
  return path.replaceAll(SPECIAL, '\\$&');
}

function unescaped(regex: string): string | undefined {
  return regex !== '' && LITERAL.test(regex) ? regex.replaceAll(/\\(.)/g, '$1') : undefined;
}
