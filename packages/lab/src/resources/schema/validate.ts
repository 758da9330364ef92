import type { z } from 'zod';
import { type FieldError, forbidden, invalid, notSupported, required } from './field-error.ts';

/** The value with its defaults, or what is wrong with it. */
export type Validation<T> = { readonly value: T } | { readonly errors: readonly FieldError[] };

/** Fills in defaults and checks all rules of a schema, in the words of the real API server. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): Validation<T> {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success ? { value: result.data } : { errors: result.error.issues.map(fieldError) };
}

function fieldError(issue: z.core.$ZodIssue): FieldError {
  const field = fieldPath(issue.path);
  const own = issue.code === 'custom' ? issue.params?.fieldError : undefined;
  if (isFieldError(own)) return { ...own, field: joined(field, own.field) };
  if (issue.input === undefined) return required(field);
  if (issue.code === 'invalid_value') return notSupported(field, issue.input, issue.values.map(String));
  if (issue.code === 'too_small') {
    if (issue.origin === 'string' || issue.origin === 'array') return required(field);
    return invalid(field, issue.input, `must be greater than or equal to ${issue.minimum}`);
  }
  if (issue.code === 'too_big') return invalid(field, issue.input, `must be less than or equal to ${issue.maximum}`);
  if (issue.code === 'unrecognized_keys')
    return forbidden(joined(field, issue.keys[0] ?? ''), 'there is no such field');
  return invalid(field, issue.input, issue.message);
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'field' in value && 'reason' in value && 'message' in value;
}

/** `spec.containers[0].name` */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => joined(text, typeof step === 'number' ? `[${step}]` : String(step)), '');
}

function joined(path: string, rest: string): string {
  if (path === '' || rest === '') return path + rest;
  return rest.startsWith('[') ? path + rest : `${path}.${rest}`;
}
