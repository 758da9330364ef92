import * as JsonPointer from '@hyperjump/json-pointer';
import { ProbeError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { ReadIdentity } from './answer.ts';
import { toName } from './name.ts';

/**
 * Reads the text or number at a JSON pointer (RFC 6901).
 *
 * @throws ProbeError `invalid-option` when `pointer` is none
 */
export function readPointer(pointer: string): ReadIdentity {
  const normal = parsePointer(pointer);
  return ({ body }) => {
    try {
      const named = JsonPointer.get(normal, parseJson(body));
      return typeof named === 'string' || typeof named === 'number' ? toName(String(named)) : undefined;
    } catch {
      // Not UTF-8, not JSON, or nothing at the pointer: the body names nobody, which the sample tells.
      return undefined;
    }
  };
}

function parsePointer(pointer: string): string {
  try {
    return pointerTo([...JsonPointer.pointerSegments(pointer)]);
  } catch (cause) {
    throw new ProbeError(
      'invalid-option',
      `Not a JSON pointer: "${printable(pointer)}". Write it as /uuid or /pod/name.`,
      { cause },
    );
  }
}

/** The pointer of a path through objects and arrays. */
export function pointerTo(segments: readonly string[]): string {
  return segments.reduce((at, segment) => JsonPointer.append(segment, at), '');
}

/** @throws when the body is not UTF-8 or not JSON */
export function parseJson(body: Uint8Array): JsonPointer.Json {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
}
