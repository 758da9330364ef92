import type { z } from 'zod';
import { duplicate, type FieldError, invalid } from './field-error.ts';
import { structureOf } from './structure.ts';
import { checked, type Field, int32, list, string } from './types.ts';

/**
 * Fields of custom resources. As those of Kubernetes' own kinds, but without numbers: the API server takes custom
 * resources in JSON and YAML alone, and so does the lab (`Resource.custom`).
 */
export function optional(schema: z.ZodType, description: string): Field {
  return { number: 0, schema, description, required: false, zeroCounts: true };
}

export function required(schema: z.ZodType, description: string): Field {
  return { ...optional(schema, description), required: true };
}

export function defaulted(schema: z.ZodType, value: unknown, description: string): Field {
  return { ...optional(schema, description), default: value };
}

interface TextRule {
  /** Characters. */
  readonly least?: number;
  readonly most?: number;
  /** As the CRD writes it, for messages and documents. */
  readonly pattern?: string;
  /** What is matched instead, where a backtracking engine would take too long for the pattern as it is written. */
  readonly onePass?: RegExp;
}

/** A text that keeps to `minLength`, `maxLength` and `pattern` of a CRD. */
export function text({ least = 0, most = Number.MAX_SAFE_INTEGER, pattern, onePass }: TextRule): z.ZodType<string> {
  const expression = onePass ?? (pattern === undefined ? undefined : new RegExp(pattern));
  return checked(string(), (value) => {
    // The length comes first, so that no pattern meets a text of any length.
    if (value.length > most) return [tooLong(most)];
    if (value.length < least) return [invalid('', value, `in body should be at least ${least} chars long`)];
    return expression === undefined || expression.test(value)
      ? []
      : [invalid('', value, `in body should match '${pattern}'`)];
  });
}

/** A whole number of a CRD, both bounds included. */
export function integer(least: number, most = 2 ** 31 - 1): z.ZodType<number> {
  return checked(int32(), (value) => {
    if (value < least) return [invalid('', value, `in body should be greater than or equal to ${least}`)];
    return value > most ? [invalid('', value, `in body should be less than or equal to ${most}`)] : [];
  });
}

interface ItemsRule {
  readonly least?: number;
  readonly most: number;
  /** x-kubernetes-list-type; atomic when absent. */
  readonly type?: 'atomic' | 'set' | 'map';
  readonly keys?: readonly string[];
}

/** A list that keeps to `minItems`, `maxItems` and the list type of a CRD. */
export function items<T>(
  item: z.ZodType<T>,
  { least = 0, most, type = 'atomic', keys = [] }: ItemsRule,
): z.ZodType<T[]> {
  return checked(list(item, { type, keys }), (values) => {
    if (values.length > most) return [tooMany(values.length, most)];
    if (values.length < least) return [invalid('', values.length, `in body should have at least ${least} items`)];
    return type === 'atomic' ? [] : duplicates(values, keys);
  });
}

/** A schema with a rule that the CRD has in CEL: `complaints` are the messages of the rules that the value breaks. */
export function ruled<T>(schema: z.ZodType<T>, complaints: (value: T) => readonly (string | false)[]): z.ZodType<T> {
  const { type } = structureOf(schema);
  const shown = type === 'list' ? 'array' : type === 'scalar' ? 'string' : 'object';
  return checked(schema, (value) =>
    complaints(value)
      .filter((complaint) => complaint !== false)
      .map((complaint) => invalid('', shown, complaint)),
  );
}

function duplicates<T>(values: readonly T[], keys: readonly string[]): FieldError[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const key = keys.length === 0 ? value : Object.fromEntries(keys.map((name) => [name, fieldOf(value, name)]));
    const mark = JSON.stringify(key);
    if (seen.has(mark)) return [duplicate(`[${index}]`, key)];
    seen.add(mark);
    return [];
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function tooLong(most: number): FieldError {
  return { field: '', reason: 'FieldValueInvalid', message: `Too long: may not be more than ${most} bytes` };
}

function tooMany(found: number, most: number): FieldError {
  return { field: '', reason: 'FieldValueInvalid', message: `Too many: ${found}: must have at most ${most} items` };
}
