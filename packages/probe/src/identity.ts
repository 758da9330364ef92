import * as JsonPointer from '@hyperjump/json-pointer';
import { ProbeError } from './errors.ts';
import { printable } from './printable.ts';

/** What an answer says, as far as who gave it may be read from it. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; without Set-Cookie. */
  readonly fields: Readonly<Record<string, string>>;
  readonly setCookie: readonly string[];
  readonly body: Uint8Array;
}

/** Reads who gave an answer; undefined when the answer does not say. */
export type ReadIdentity = (answer: Answer) => string | undefined;

/** A name longer than this is no name. */
const longest = 256;

/**
 * Reads the text or number at a JSON pointer (RFC 6901).
 *
 * @throws ProbeError `invalid-option` when `pointer` is none
 */
export function identityAt(pointer: string): ReadIdentity {
  let segments: string[];
  try {
    segments = [...JsonPointer.pointerSegments(pointer)];
  } catch (cause) {
    throw new ProbeError(
      'invalid-option',
      `Not a JSON pointer: "${printable(pointer)}". Write it as /uuid or /pod/name.`,
      {
        cause,
      },
    );
  }
  const normal = segments.reduce((at, segment) => JsonPointer.append(segment, at), '');
  return ({ body }) => {
    try {
      const named = JsonPointer.get(normal, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
      const name = typeof named === 'number' ? String(named) : named;
      return typeof name === 'string' && name !== '' && name.length <= longest ? name : undefined;
    } catch {
      // Not UTF-8, not JSON, or nothing at the pointer: the body names nobody, which the sample tells.
      return undefined;
    }
  };
}
