import { compile } from '../linear-pattern.ts';

/** A path of an Ingress as nginx has it where a host's locations are regular expressions: in any case, at any place. */
export interface PathPattern {
  /** The location: `~* "^<path>"`. */
  matches(uriPath: string): boolean;
  /** The groups of `rewrite "(?i)<path>"`, the whole match first; undefined when nothing is rewritten. */
  groups(uriPath: string): readonly string[] | undefined;
}

/** What a character of a pattern may be without meaning anything else. */
const LITERAL = /^[\w/\-~!@%&=:;,'" \x80-\xff]*/;

/**
 * Makes a pattern of a path, in bytes.
 *
 * @throws PatternError for what is no regular expression of RE2. PCRE, which nginx uses, also knows look-around, back
 * references, possessive and atomic groups; what can be matched in linear time does not include them.
 */
export function pathPattern(path: string): PathPattern {
  const literal = LITERAL.exec(path)?.[0] ?? '';
  if (literal === path) return literalPattern(path);
  const location = compile(`^${path}`);
  const rewrite = compile(path);
  // Before the engine is asked: what every match begins with. An alternative may begin otherwise, and a quantifier may
  // take the last character back.
  const prefix = path.includes('|') ? '' : lower(literal.slice(0, -1));
  return {
    matches: (uriPath) => lower(uriPath.slice(0, prefix.length)) === prefix && location.test(uriPath),
    groups: (uriPath) => {
      const matcher = rewrite.matcher(uriPath);
      if (!matcher.find()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? '');
    },
  };
}

/** A path that means itself. */
export function literalPattern(path: string): PathPattern {
  const wanted = lower(path);
  return {
    matches: (uriPath) => lower(uriPath.slice(0, wanted.length)) === wanted,
    groups: (uriPath) => {
      const at = lower(uriPath).indexOf(wanted);
      return at === -1 ? undefined : [uriPath.slice(at, at + wanted.length)];
    },
  };
}

/** ASCII only: a byte beyond is a part of a character. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
