import { RE2JS, RE2JSException } from 're2js';
import { ProbeError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { ReadIdentity } from './answer.ts';
import { toName } from './name.ts';

/** Instructions of a compiled pattern: what a search costs grows with it. */
const mostInstructions = 256;
/** Written out when it is compiled, each is an instruction of every time: `{3}`, `{3,}` and `{3,9}`. */
const repetition = /\{(\d{1,4})(?:,(\d{0,4}))?\}/g;
/** Bytes of a body that are searched: who answers is said early, and a body may be a mebibyte. */
export const searched = 64 * 1024;

/**
 * Reads the first capture group of a regular expression, or the whole match where it has none. `^` and `$` match at
 * lines. Bodies are hostile, so it is RE2: linear time, no look-around, no back-references.
 *
 * @throws ProbeError `invalid-option`
 */
export function readPattern(pattern: string): ReadIdentity {
  const compiled = compile(pattern);
  return ({ body }) => {
    const found = compiled.matcher(textOf(body));
    if (!found.find()) return undefined;
    return toName((found.groupCount() > 0 ? found.group(1) : found.group()) ?? undefined);
  };
}

/** As much of a body as is searched; what is not UTF-8 in it is replaced. */
export function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, searched));
}

function compile(pattern: string): RE2JS {
  if (repetitions(pattern) > mostInstructions) throw invalid(pattern, 'its repetitions are too many');
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, RE2JS.MULTILINE);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw invalid(pattern, cause.message, cause);
  }
  if (compiled.programSize() > mostInstructions) throw invalid(pattern, 'it is too large');
  return compiled;
}

/** Counted before it is compiled, which takes seconds where there are many. */
function repetitions(pattern: string): number {
  let sum = 0;
  for (const [, least, most] of pattern.matchAll(repetition)) sum += Math.max(Number(least), Number(most ?? 0));
  return sum;
}

function invalid(pattern: string, why: string, cause?: unknown): ProbeError {
  return new ProbeError(
    'invalid-option',
    `Not a regular expression of RE2: "${printable(pattern)}" (${printable(why)}). Write it as regex:^Hostname: (\\S+)`,
    { cause },
  );
}
