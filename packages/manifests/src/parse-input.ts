import { z } from 'zod';
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
  const message = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ');
  throw new ManifestError('invalid-input', message, { issues });
}

function asRefinement<T>(rule: (value: T) => string | undefined) {
  return (value: T, context: z.core.$RefinementCtx<T>) => {
    const message = rule(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  };
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.join('.');
  switch (issue.code) {
    case 'custom':
      return [{ path, message: issue.message }];
    case 'invalid_type':
      return [
        { path, message: issue.input === undefined ? 'This is missing: give it.' : `Give a ${issue.expected} here.` },
      ];
    case 'invalid_value':
      return [{ path, message: `Use one of ${issue.values.join(', ')}.` }];
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...issue.path, key].join('.'),
        message: 'No such field is known: take it out or correct its name.',
      }));
    default:
      return [{ path, message: `${issue.message}.` }];
  }
}

function withoutUndefined(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, withoutUndefined(value)]),
  );
}
