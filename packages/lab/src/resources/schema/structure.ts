import type { z } from 'zod';

/** JSON's look of a value, and what Go's decoder calls it. */
export type ScalarKind =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'time'
  | 'microTime'
  | 'quantity'
  | 'intOrString'
  | 'bytes'
  | 'raw';

export interface ScalarStructure {
  readonly type: 'scalar';
  readonly kind: ScalarKind;
}

export interface MapStructure {
  readonly type: 'map';
  readonly value: Structure;
  /** One owner for the whole of it in server-side apply. */
  readonly atomic: boolean;
}

export interface ListStructure {
  readonly type: 'list';
  readonly item: Structure;
  /** x-kubernetes-list-type: how server-side apply takes it apart. */
  readonly listType: 'atomic' | 'set' | 'map';
  /** x-kubernetes-list-map-keys */
  readonly keys: readonly string[];
  /** What absent keys count as. */
  readonly keyDefaults: Readonly<Record<string, string>>;
  /** x-kubernetes-patch-merge-key, for lists that a strategic merge patch merges; `''` for lists of scalars. */
  readonly mergeKey?: string;
}

export interface FieldStructure {
  /** Number in the protobuf message; 0 for fields that protobuf has elsewhere (kind and apiVersion). */
  readonly number: number;
  readonly structure: Structure;
  /** The fields of this message stand in JSON beside those of the message around it. */
  readonly inline: boolean;
  /** Whether 0, false or an empty text says something else than absence: a pointer in Go. */
  readonly zeroCounts: boolean;
}

export interface StructStructure {
  readonly type: 'struct';
  /** OpenAPI name, `io.k8s.api.apps.v1.DeploymentSpec`. */
  readonly id: string;
  readonly fields: ReadonlyMap<string, FieldStructure>;
  /** Fields that Kubernetes has and the lab has not, with their protobuf numbers. */
  readonly unsupported: ReadonlyMap<string, number>;
  readonly atomic: boolean;
}

/**
 * What a schema says beyond validation: how a value is taken apart by decoding, strategic merge patch and server-side
 * apply. The counterpart of Kubernetes' "structural schema".
 */
export type Structure = ScalarStructure | MapStructure | ListStructure | StructStructure;

const structures = new WeakMap<z.ZodType, Structure>();

/** Notes the structure of a schema. */
export function structured<T extends z.ZodType>(schema: T, structure: Structure): T {
  structures.set(schema, structure);
  return schema;
}

/** @throws Error for a schema that was not made with this folder's types: a mistake in a resource file */
export function structureOf(schema: z.ZodType): Structure {
  const structure = structures.get(schema);
  if (structure === undefined) throw new Error('this schema has no structure: make it with the types of ./types.ts');
  return structure;
}

/** `DeploymentSpec` */
export function goName({ id }: StructStructure): string {
  return id.slice(id.lastIndexOf('.') + 1);
}

/** How Go's JSON decoder names a type in its errors: `int32`, `map[string]string`, `[]v1.Container`. */
export function goType(structure: Structure): string {
  if (structure.type === 'struct') return `v1.${goName(structure)}`;
  if (structure.type === 'map') return `map[string]${goType(structure.value)}`;
  if (structure.type === 'list') return `[]${goType(structure.item)}`;
  const names: Partial<Record<ScalarKind, string>> = {
    time: 'v1.Time',
    microTime: 'v1.MicroTime',
    quantity: 'resource.Quantity',
    intOrString: 'intstr.IntOrString',
    bytes: '[]uint8',
  };
  return names[structure.kind] ?? structure.kind;
}
