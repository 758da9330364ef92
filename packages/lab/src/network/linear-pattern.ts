import { RE2JS, RE2JSException } from 're2js';

/** Instructions of a compiled pattern. What a search costs at most grows with it: some 0.1 s for a path of 8 kB. */
const MOST_INSTRUCTIONS = 512;
/** Longer ones make compiling itself slow. */
const LONGEST_PATTERN = 1_024;
/** `{3}`, `{3,}` and `{3,9}`: each is written out when it is compiled, and makes an instruction of every time. */
const REPETITION = /\{(\d{1,4})(?:,(\d{0,4}))?\}/g;

/** What is no regular expression, or would cost too much. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/**
 * A regular expression of a user, matched in linear time: everything of the lab waits while one is compiled or matched.
 *
 * @param flags of RE2; 0 is none
 * @throws PatternError
 */
export function compile(pattern: string, flags = RE2JS.CASE_INSENSITIVE): RE2JS {
  if (pattern.length > LONGEST_PATTERN) throw new PatternError(`it is longer than ${LONGEST_PATTERN} characters`);
  // Before it is compiled, which takes seconds where there are many.
  if (repetitions(pattern) > MOST_INSTRUCTIONS) throw new PatternError('its repetitions are too many');
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, flags);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new PatternError(`RE2 cannot match it in linear time (${cause.message})`, { cause });
  }
  if (compiled.programSize() > MOST_INSTRUCTIONS) throw new PatternError('its repetitions are too many');
  return compiled;
}

function repetitions(pattern: string): number {
  let sum = 0;
  for (const [, least, most] of pattern.matchAll(REPETITION)) sum += Math.max(Number(least), Number(most ?? 0));
  return sum;
}
