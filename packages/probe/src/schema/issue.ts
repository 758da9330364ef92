import type { z } from 'zod';
import { printable } from '../printable.ts';

/** Where a value is wrong and how, in one line: `routes[1].expect.verdict: Invalid option: …`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues.map(innermost)[0];
  if (issue === undefined) return 'it cannot be read';
  const at = pathOf(issue.path);
  return printable(`${at === '' ? '' : `${at}: `}${issue.message}`).slice(0, 300);
}

/** `routes[1].expect` */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((all, key) => {
    if (typeof key === 'number') return `${all}[${key}]`;
    return all === '' ? String(key) : `${all}.${String(key)}`;
  }, '');
}

/**
 * What is wrong with the alternative that was meant: the one for a value of this type. Where none is for it, or several
 * are, what all of them together say.
 */
function innermost(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, 'path' | 'message'> {
  if (issue.code !== 'invalid_union') return issue;
  const meant = issue.errors.filter((issues) =>
    issues.every(({ code, path }) => path.length > 0 || !another.has(code)),
  );
  const [inner] = meant.length === 1 ? (meant[0] ?? []) : [];
  if (inner === undefined) return issue;
  const { path, message } = innermost(inner);
  return { path: [...issue.path, ...path], message };
}

/** Codes that say, at the top of a value, that it is of another type or not one of the words. */
const another: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_format', 'invalid_union']);
