import { ProbeError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { ReadIdentity } from './answer.ts';
import { readBody } from './body.ts';
import { readSetCookieNamed } from './cookie.ts';
import { fieldName, readHeader, readTiming } from './header.ts';
import { readPointer } from './json-pointer.ts';
import { readPattern } from './pattern.ts';

/** Characters of an identity text. */
const longest = 512;

/** An identity text, ready to read answers. */
export interface Identity {
  /** The text itself. */
  readonly by: string;
  readonly read: ReadIdentity;
  /** What an answer lacks when nothing is read from it: `no header field "x-pod"`. */
  readonly missing: string;
}

/**
 * Where an answer names its backend: `/json/pointer`, `header:NAME`, `header:server-timing/METRIC`, `cookie:NAME`,
 * `regex:PATTERN` or `body`.
 *
 * @throws ProbeError `invalid-option`, with what to write instead
 */
export function parseIdentity(by: string): Identity {
  if (by.length > longest) throw invalid(`Not an identity: it is longer than ${longest} characters.`);
  if (printable(by) !== by) throw invalid('Not an identity: it has a character that cannot be shown.');
  if (by === 'body') return { by, read: readBody, missing: 'the body is empty' };
  if (by === '' || by.startsWith('/')) {
    return { by, read: readPointer(by), missing: `no text or number at "${by}" in a JSON body` };
  }
  const [, kind, rest = ''] = /^(header|cookie|regex):(.*)$/.exec(by) ?? [];
  switch (kind) {
    case 'header':
      return parseHeader(by, rest);
    case 'cookie':
      if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(rest)) throw invalid(`Not the name of a cookie: "${rest}". ${usage}`);
      return { by, read: readSetCookieNamed(rest), missing: `no cookie "${rest}" is set` };
    case 'regex':
      if (rest === '') throw invalid(`The regular expression is empty. ${usage}`);
      return { by, read: readPattern(rest), missing: `nothing in the body matches ${rest}` };
    default:
      throw invalid(`Not an identity: "${by.slice(0, 100)}". ${usage}`);
  }
}

function parseHeader(by: string, rest: string): Identity {
  const name = rest.toLowerCase();
  const [, metric] = /^server-timing\/(.+)$/i.exec(rest) ?? [];
  if (metric !== undefined && fieldName.test(metric)) {
    return { by, read: readTiming(metric), missing: `no description of "${metric}" in Server-Timing` };
  }
  if (!fieldName.test(name)) throw invalid(`Not the name of a header field: "${rest}". ${usage}`);
  if (name === 'set-cookie') throw invalid('A cookie is named as such: write cookie:NAME.');
  return { by, read: readHeader(name), missing: `no header field "${name}"` };
}

const usage = 'Write /json/pointer, header:NAME, cookie:NAME, regex:PATTERN, body or auto.';

function invalid(message: string): ProbeError {
  return new ProbeError('invalid-option', message);
}
