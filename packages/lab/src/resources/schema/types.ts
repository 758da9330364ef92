import { z } from 'zod';
import type { FieldError } from './field-error.ts';
import { type FieldStructure, type ListStructure, type ScalarKind, structured, structureOf } from './structure.ts';

function scalar<T>(schema: z.ZodType<T>, kind: ScalarKind, meta: Record<string, unknown> = {}): z.ZodType<T> {
  return structured(schema.meta(meta), { type: 'scalar', kind });
}

export const string = () => scalar(z.string(), 'string');
export const bool = () => scalar(z.boolean(), 'bool');
export const int32 = () => scalar(z.int32(), 'int32', { format: 'int32' });
export const int64 = () => scalar(z.int(), 'int64', { format: 'int64' });
/** An integer no less than `least`. */
export const int32From = (least: number) => scalar(z.int32().min(least), 'int32', { format: 'int32' });
export const int64From = (least: number) => scalar(z.int().min(least), 'int64', { format: 'int64' });
/** One of a few words. */
export const oneOf = (...words: readonly string[]) => scalar(z.enum(words), 'string');
/** Base64. */
export const bytes = () => scalar(z.string(), 'bytes', { format: 'byte' });
/** Anything; taken whole. */
export const raw = () => scalar(z.unknown(), 'raw', { type: 'object' });

/** RFC 3339, in seconds. */
export const time = scalar(z.string(), 'time', {
  id: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  format: 'date-time',
});
/** RFC 3339, in microseconds. */
export const microTime = scalar(z.string(), 'microTime', {
  id: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
  format: 'date-time',
});
/** `250m`, `64Mi` */
export const quantity = scalar(z.string(), 'quantity', { id: 'io.k8s.apimachinery.pkg.api.resource.Quantity' });
/** A port number or name, a count or a percentage. */
export const intOrString = scalar(z.union([z.int32(), z.string()]), 'intOrString', {
  id: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  format: 'int-or-string',
});

export function mapOf<T>(value: z.ZodType<T>, options: { atomic?: boolean } = {}): z.ZodType<Record<string, T>> {
  const { atomic = false } = options;
  const meta = atomic ? { 'x-kubernetes-map-type': 'atomic' } : {};
  return structured(z.record(z.string(), value).meta(meta), { type: 'map', value: structureOf(value), atomic });
}

export const stringMap = () => mapOf(string());

interface ListOptions {
  /** x-kubernetes-list-type; atomic when absent. */
  readonly type?: ListStructure['listType'];
  readonly keys?: readonly string[];
  readonly keyDefaults?: Readonly<Record<string, string>>;
  /** A strategic merge patch merges it, by this key or, for scalars, by value (`true`). */
  readonly merge?: string | true;
  /** Whether an empty list is as bad as an absent one. */
  readonly filled?: boolean;
}

export function list<T>(item: z.ZodType<T>, options: ListOptions = {}): z.ZodType<T[]> {
  const { type = 'atomic', keys = [], keyDefaults = {}, merge, filled = false } = options;
  const meta = {
    'x-kubernetes-list-type': type,
    ...(keys.length > 0 ? { 'x-kubernetes-list-map-keys': keys } : {}),
    ...(merge === undefined ? {} : { 'x-kubernetes-patch-strategy': 'merge' }),
    ...(typeof merge === 'string' ? { 'x-kubernetes-patch-merge-key': merge } : {}),
  };
  const schema = filled ? z.array(item).min(1) : z.array(item);
  return structured(schema.meta(meta), {
    type: 'list',
    item: structureOf(item),
    listType: type,
    keys,
    keyDefaults,
    ...(merge === undefined ? {} : { mergeKey: merge === true ? '' : merge }),
  });
}

/** A field of a struct. */
export interface Field {
  readonly number: number;
  readonly schema: z.ZodType;
  readonly description: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly inline?: boolean;
  readonly zeroCounts?: boolean;
}

/** A field that Kubernetes has and the lab has not: whoever sets it is told so. */
export interface Unsupported {
  readonly number: number;
  readonly unsupported: true;
}

/** @param number of the field in Kubernetes' protobuf message */
export function optional(number: number, schema: z.ZodType, description: string): Field {
  return { number, schema, description, required: false };
}

export function required(number: number, schema: z.ZodType, description: string): Field {
  return { number, schema, description, required: true };
}

/** A field with the value that the real API server gives it when it is absent. */
export function defaulted(number: number, schema: z.ZodType, value: unknown, description: string): Field {
  return { number, schema, description, required: false, default: value };
}

/** A message of its own in protobuf whose fields JSON has beside the others; only its protobuf number is used. */
export function inlined(number: number, schema: z.ZodType): Field {
  return { number, schema, description: '', required: false, inline: true };
}

/** A field whose 0, false or empty text says something else than its absence: a pointer in Go. */
export function zeroMatters(field: Field): Field {
  return { ...field, zeroCounts: true };
}

export function unsupported(number: number): Unsupported {
  return { number, unsupported: true };
}

/** Every field of `T` is named: as one that the lab has, or as one that it has not. */
type Fields<T> = { readonly [K in keyof T]-?: Field | Unsupported } & { readonly [field: string]: Field | Unsupported };

interface StructOptions {
  /** One owner for the whole of it in server-side apply. */
  readonly atomic?: boolean;
  readonly description?: string;
}

/**
 * A struct of Kubernetes' API.
 *
 * @param id its OpenAPI name, `io.k8s.api.apps.v1.DeploymentSpec`
 */
export function struct<T>(id: string, fields: Fields<T>, options: StructOptions = {}): z.ZodType<T> {
  const { atomic = false, description } = options;
  const known = Object.entries<Field | Unsupported>(fields).filter(
    (entry): entry is [string, Field] => !('unsupported' in entry[1]),
  );
  const absent = Object.entries<Field | Unsupported>(fields).filter(([, field]) => 'unsupported' in field);
  const shape = known
    .filter(([, { inline }]) => inline !== true)
    .map(([name, field]) => [name, schemaOf(field)] as const);
  const meta = {
    id,
    ...(description === undefined ? {} : { description }),
    ...(atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
  const structure = known.map(([name, field]): [string, FieldStructure] => {
    const { number, schema, inline = false, zeroCounts = false } = field;
    return [name, { number, structure: structureOf(schema), inline, zeroCounts }];
  });
  // The fields are those of T, as the parameter's type holds; zod cannot tell from a list of entries.
  const schema = z.strictObject(Object.fromEntries(shape)).meta(meta) as unknown as z.ZodType<T>;
  return structured(schema, {
    type: 'struct',
    id,
    fields: new Map(structure),
    unsupported: new Map(absent.map(([name, { number }]) => [name, number])),
    atomic,
  });
}

function schemaOf({ schema, description, required: isRequired, default: value }: Field): z.ZodType {
  if (value !== undefined) return schema.prefault(() => structuredClone(value)).describe(description);
  return isRequired ? schema.describe(description) : z.exactOptional(schema).describe(description);
}

/** A schema whose values also keep a rule; the fields of its errors are relative, `''` being the value itself. */
export function checked<T>(schema: z.ZodType<T>, rule: (value: T) => readonly FieldError[]): z.ZodType<T> {
  const withRule = schema.check((context) => {
    for (const error of rule(context.value)) {
      const { value: input } = context;
      context.issues.push({
        code: 'custom',
        input,
        params: { fieldError: error },
        message: error.message,
        continue: true,
      });
    }
  });
  return structured(withRule, structureOf(schema));
}

/** A schema with defaults that depend on other fields of the value. */
export function completed<T>(schema: z.ZodType<T>, complete: (value: T) => T): z.ZodType<T> {
  return structured(schema.overwrite(complete), structureOf(schema));
}
