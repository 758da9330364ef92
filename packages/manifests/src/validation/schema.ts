import * as z from 'zod';
import { quote } from '../rules/quote.ts';
import { type Range, rangeIssue } from '../rules/range.ts';

/** All of `known`, and `others` of which anything is fine. */
type Shape<T extends z.ZodRawShape, O extends string> = z.ZodObject<
  T & Readonly<Record<O, z.ZodOptional<z.ZodUnknown>>>,
  z.core.$strict
>;

/**
 * An object of which `known` is looked at and `others` may stand there too. Any other field is misspelt: of a custom
 * resource it is dropped without a word.
 */
export function shape<T extends z.ZodRawShape, const O extends string = never>(
  known: T,
  others?: readonly O[],
): Shape<T, O>;
export function shape(known: z.ZodRawShape, others: readonly string[] = []) {
  return z.strictObject({ ...Object.fromEntries(others.map((name) => [name, z.unknown().optional()])), ...known });
}

/** A text that a pattern accepts; `advice` says what to write instead, to end the sentence `"x" does not fit: …`. */
export function pattern(expression: RegExp, advice: string) {
  return z.string().refine((value) => expression.test(value), {
    error: ({ input }) => `${quote(String(input))} does not fit: ${advice}.`,
  });
}

/** A whole number from `from` to `to`; `what` begins the sentence. */
export function whole(what: string, from: number, to: number) {
  const range: Range = { what, from, to };
  return z.number().refine((value) => rangeIssue(range, value) === undefined, {
    error: ({ input }) => rangeIssue(range, Number(input)) ?? '',
  });
}

/** A list with so many items. */
export function list<T extends z.ZodType>(item: T, { least = 0, most = Number.POSITIVE_INFINITY } = {}) {
  return z
    .array(item)
    .min(least, `Give at least ${least} here.`)
    .max(most, `No more than ${most} are allowed here: make a second object for the rest.`);
}

/** One of a few texts. */
export function oneOf<const T extends readonly [string, ...string[]]>(...values: T) {
  return z.enum(values);
}

/** A sentence where a rule over several fields is broken, as CEL rules and admission webhooks have them. */
export type Rule<T> = (
  value: T,
) => { readonly path: readonly (string | number)[]; readonly message: string } | undefined;

/** All of the rules. They are looked at where the fields themselves are in order. */
export function rules<T>(...all: readonly Rule<T>[]) {
  return (value: T, context: z.core.$RefinementCtx<T>) => {
    for (const rule of all) {
      const broken = rule(value);
      if (broken) context.addIssue({ code: 'custom', path: [...broken.path], message: broken.message });
    }
  };
}

/** Of these fields exactly one, or at most one, has a value. */
export function exclusive<T extends object>(fields: readonly (keyof T & string)[], least: 0 | 1 = 1): Rule<T> {
  return (value) => {
    const given = fields.filter((field) => value[field] !== undefined);
    if (given.length >= least && given.length <= 1) return undefined;
    const which = fields.join(', ');
    const message = given.length === 0 ? `Give one of ${which}.` : `Of ${which} only one may stand here: keep one.`;
    return { path: [], message };
  };
}

/** No two items have the same text. */
export function unique<T>(path: string, textOf: (item: T) => string | undefined) {
  return (items: readonly T[] | undefined) => {
    const seen = new Set<string>();
    for (const [index, item] of (items ?? []).entries()) {
      const text = textOf(item);
      if (text !== undefined && seen.has(text)) {
        return { path: [path, index], message: `${quote(text)} stands here twice: each may be there once.` };
      }
      if (text !== undefined) seen.add(text);
    }
    return undefined;
  };
}

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(?:\\.${LABEL})*`;

/** The name of most objects: DNS-1123 subdomain. */
export const objectName = pattern(
  new RegExp(`^(?=.{1,253}$)${SUBDOMAIN}$`),
  'use at most 253 of a-z, 0-9, "-" and "." in between',
);
/** The name in a reference of the Gateway API, which leaves it to the kind that it is of. */
export const referredName = z
  .string()
  .min(1, 'This is empty: give a name.')
  .max(253, 'A name has at most 253 characters: shorten it.');
/** A DNS-1123 label: the name of a namespace, or of a port of a Service. */
export const label = pattern(new RegExp(`^(?=.{1,63}$)${LABEL}$`), 'use at most 63 of a-z, 0-9 and "-"');
/** The name of a Service: DNS-1035 label. */
export const serviceName = pattern(
  /^(?=.{1,63}$)[a-z](?:[-a-z0-9]*[a-z0-9])?$/,
  'use at most 63 of a-z, 0-9 and "-", starting with a letter',
);
/** A host, or one with a wildcard as its first label. */
export const host = pattern(
  new RegExp(`^(?=.{1,253}$)(?:\\*\\.)?${SUBDOMAIN}$`),
  'give a host in small letters, without port and path',
);
export const exactHost = pattern(
  new RegExp(`^(?=.{1,253}$)${SUBDOMAIN}$`),
  'give a host in small letters, without wildcard, port and path',
);
export const port = whole('A port', 1, 65535);
/** The name by which a port is referred to, and that of a container's port: IANA_SVC_NAME (RFC 6335 5.1). */
export const portName = pattern(
  /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9](?:-?[a-z0-9])*$/,
  'use at most 15 of a-z, 0-9 and single "-", with a letter',
);
export const portNumberOrName = z.union([port, portName], {
  error: 'Give the number of a port, or the name that it has in the Service.',
});
export const path = pattern(/^\//, 'start it with "/"');
/** A token of RFC 9110 5.6.2: the name of a header or a cookie. */
export const token = pattern(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "use letters, digits and !#$%&'*+-.^_`|~ alone");
/** A duration of the Gateway API (GEP-2257): no days, five digits at most. */
export const gatewayDuration = pattern(
  /^([0-9]{1,5}(h|m|s|ms)){1,4}$/,
  'write whole h, m, s and ms of five digits at most, such as 48h or 90m',
);
/** A duration as Go reads it. */
export const goDuration = pattern(
  /^(0|(\d+(\.\d*)?|\.\d+)(h|m|s|ms|us|ns|µs)((\d+(\.\d*)?|\.\d+)(h|m|s|ms|us|ns|µs))*)$/,
  'write it with its unit, such as 60s or 1h30m',
);
