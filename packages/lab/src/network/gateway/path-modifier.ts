import type { HTTPPathModifier } from '../../resources/schema/http-route-filter.ts';
import { type PathMatch, UnsupportedValue } from './matching.ts';

/** What becomes of a path that a match was for. */
export type ModifyPath = (path: string, match: PathMatch) => string;

/** @throws UnsupportedValue for a path that could not stand in a request or in a Location */
export function pathModifier(modifier: HTTPPathModifier | undefined): ModifyPath {
  if (modifier === undefined) return (path) => path;
  const replacement = modifier.replaceFullPath ?? modifier.replacePrefixMatch ?? '';
  // The CRD sets a length and nothing else.
  if (!/^[!-~]*$/.test(replacement) || /[?#]/.test(replacement)) {
    throw new UnsupportedValue(`${JSON.stringify(replacement)} cannot stand for a path`);
  }
  if (modifier.type === 'ReplaceFullPath') return () => withSlash(replacement);
  const prefix = replacement.endsWith('/') ? replacement.slice(0, -1) : replacement;
  return (path, match) => withSlash(prefix + path.slice(match.value.length));
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
