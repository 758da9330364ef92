import * as z from 'zod';
import { type Issue, ManifestError } from './errors.ts';

/** A text that a rule accepts. A rule answers what to do about a value, or undefined. */
export function text(rule: (value: string) => string | undefined) {
  return z.string().superRefine(asRefinement(rule));
}

/** A number that a rule accepts. */
export function number(rule: (value: number) => string | undefined) {
  return z.number().superRefine(asRefinement(rule));
}

/**
 * Parses an input from outside. A field that is there but undefined counts as absent.
 *
 * @throws ManifestError `invalid-input` with one issue for each thing that is wrong.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(withoutUndefined(input), { reportInput: true });
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(toIssues);
  const sentences = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new ManifestError('invalid-input', sentences.join(' '), { issues });
}

function asRefinement<T>(rule: (value: T) => string | undefined) {
  return (value: T, context: z.core.$RefinementCtx<T>) => {
    const message = rule(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  return messagesOf(issue).map(({ path, message }) => ({ path: path.join('.'), message }));
}

/** What to do about an issue that zod found, a sentence for each field that it names. */
export function messagesOf(
  issue: z.core.$ZodIssue,
): readonly { path: readonly (string | number)[]; message: string }[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  switch (issue.code) {
    case 'invalid_type': {
      const expected = NOUNS[issue.expected] ?? issue.expected;
      const found = issue.input === undefined ? 'This is missing' : 'This is of the wrong type';
      return [{ path, message: `${found}: give ${expected}.` }];
    }
    case 'invalid_value':
      return [{ path, message: useOneOf(issue.values) }];
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message }));
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: NO_SUCH_FIELD,
      }));
    default:
      return [{ path, message: issue.message }];
  }
}

/** What is said of a field that is not known. */
export const NO_SUCH_FIELD = 'There is no such field: take it out or correct its name.';

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** The message for a value that is none of a few. */
export function useOneOf(values: readonly unknown[]): string {
  return `Use one of ${values.join(', ')}.`;
}

/** Deep enough for every input of this package; what is deeper keeps its undefined fields and is refused for its depth anyway. */
const DEEPEST = 4;

function withoutUndefined(input: unknown, depth = 0): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || depth === DEEPEST) return input;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, withoutUndefined(value, depth + 1)]),
  );
}
