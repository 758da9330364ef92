import { ANY_PATH, type HTTPRouteMatch, type HTTPValueMatch } from '../../resources/schema/http-route-match.ts';
import { compile, PatternError } from '../linear-pattern.ts';
import type { RequestHead } from '../proxy/route.ts';
import type { RequestPath } from './request-path.ts';

/** A match of a rule, ready to be asked. */
export interface Match {
  readonly path: PathMatch;
  readonly method: string | undefined;
  readonly headers: readonly ValueMatch[];
  readonly queryParams: readonly ValueMatch[];
}

export interface PathMatch {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly value: string;
  matches(path: string): boolean;
}

interface ValueMatch {
  readonly name: string;
  matches(value: string): boolean;
}

/** What is wrong with an object that its schema lets pass; the message is for a condition. */
export class UnsupportedValue extends Error {
  override readonly name = 'UnsupportedValue';
}

/** @throws UnsupportedValue for an expression that RE2 does not take */
export function compileMatch({ path = ANY_PATH, method, headers = [], queryParams = [] }: HTTPRouteMatch): Match {
  return {
    path: compilePath(path.type, path.value ?? '/'),
    method,
    headers: firstOfEachName(headers, (name) => name.toLowerCase()).map(compileValue),
    queryParams: firstOfEachName(queryParams, (name) => name).map(compileValue),
  };
}

/** Whether a request is one that the match is for. */
export function isMatch({ path, method, headers, queryParams }: Match, head: RequestHead, asked: RequestPath): boolean {
  if (method !== undefined && method !== head.method) return false;
  if (!path.matches(asked.path)) return false;
  for (const { name, matches } of headers) {
    const value = head.field(name);
    if (value === undefined || !matches(value)) return false;
  }
  if (queryParams.length === 0) return true;
  // Of a parameter that is there twice, the first one counts.
  const parameters = new URLSearchParams(asked.query);
  return queryParams.every(({ name, matches }) => {
    const value = parameters.get(name);
    return value !== null && matches(value);
  });
}

/**
 * Orders matches, the one that goes before another first: an exact path, the longer prefix, a method, more headers, more
 * query parameters. Where regular expressions come is left to implementations: here before prefixes, as in Envoy Gateway.
 */
export function byPrecedence(one: Match, other: Match): number {
  return (
    rank(one.path) - rank(other.path) ||
    other.path.value.length - one.path.value.length ||
    Number(other.method !== undefined) - Number(one.method !== undefined) ||
    other.headers.length - one.headers.length ||
    other.queryParams.length - one.queryParams.length
  );
}

const RANKS = { Exact: 0, RegularExpression: 1, PathPrefix: 2 };

function rank({ type }: PathMatch): number {
  return RANKS[type];
}

function compilePath(type: string | undefined, value: string): PathMatch {
  if (type === 'Exact') return { type, value, matches: (path) => path === value };
  if (type === 'RegularExpression') return { type, value, matches: compileExpression(value) };
  // Whole elements; a closing slash says nothing.
  const prefix = value.endsWith('/') ? value.slice(0, -1) : value;
  return {
    type: 'PathPrefix',
    value: prefix,
    matches: (path) => path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/'),
  };
}

function compileValue({ type, name, value }: HTTPValueMatch): ValueMatch {
  const matches = type === 'RegularExpression' ? compileExpression(value) : (found: string) => found === value;
  return { name, matches };
}

/** No flags of RE2. */
const CASE_MATTERS = 0;

/** The whole text must match, as in Envoy. RE2: in time that grows with the text alone, whatever the expression is. */
function compileExpression(expression: string): (text: string) => boolean {
  try {
    const compiled = compile(expression, CASE_MATTERS);
    return (text) => compiled.matches(text);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw new UnsupportedValue(`the regular expression ${JSON.stringify(expression)}: ${cause.message}`, { cause });
  }
}

/** Of entries with names that count as one, only the first is looked at. */
function firstOfEachName(entries: readonly HTTPValueMatch[], fold: (name: string) => string): HTTPValueMatch[] {
  const seen = new Map<string, HTTPValueMatch>();
  for (const entry of entries) {
    const name = fold(entry.name);
    if (!seen.has(name)) seen.set(name, { ...entry, name });
  }
  return [...seen.values()];
}
