import { isObject, type Json, type JsonObject } from '../json.ts';
import { type FieldError, forbidden } from './field-error.ts';
import {
  goName,
  goType,
  type ListStructure,
  type MapStructure,
  type ScalarKind,
  type StructStructure,
  type Structure,
} from './structure.ts';

/** A value of the wrong JSON type, in the words of Go's decoder: people search for them. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

export interface Decoded {
  /** Without nulls, unknown fields and empty fields that the lab has not. */
  readonly value: JsonObject;
  /** Paths of fields that Kubernetes does not have either, `spec.replica`. */
  readonly unknown: readonly string[];
  /** Fields that Kubernetes has, that are set, and that the lab cannot honour. */
  readonly unsupported: readonly FieldError[];
}

/** Where the walk is: as people name it, and as Go's decoder does (no indexes, and the struct that holds the field). */
interface Place {
  readonly path: string;
  readonly goPath: string;
  readonly struct: string;
}

/**
 * Reads JSON as the real API server's decoder does: null is absence, types are exact, and what no field is for is told.
 *
 * @throws DecodeError at the first value of a wrong type
 */
export function decodeValue(structure: StructStructure, json: JsonObject): Decoded {
  const unknown: string[] = [];
  const unsupported: FieldError[] = [];

  function decode(structure: Structure, value: Json, place: Place): Json {
    if (structure.type === 'struct') return decodeStruct(structure, value, place);
    if (structure.type === 'map') return decodeMap(structure, value, place);
    if (structure.type === 'list') return decodeList(structure, value, place);
    return decodeScalar(structure.kind, value, place);
  }

  function decodeStruct(structure: StructStructure, value: Json, place: Place): JsonObject {
    if (!isObject(value)) throw mismatch(value, place, structure);
    const result: JsonObject = {};
    for (const [name, inner] of Object.entries(value)) {
      if (inner === null) continue;
      const path = place.path === '' ? name : `${place.path}.${name}`;
      const goPath = place.goPath === '' ? name : `${place.goPath}.${name}`;
      const field = structure.fields.get(name);
      if (field !== undefined && !field.inline) {
        result[name] = decode(field.structure, inner, { path, goPath, struct: goName(structure) });
      } else if (!structure.unsupported.has(name)) {
        unknown.push(path);
      } else if (!isZero(inner)) {
        unsupported.push(forbidden(path, 'the Sticky lab does not support this field: take it out'));
      }
    }
    return result;
  }

  function decodeMap(structure: MapStructure, value: Json, place: Place): JsonObject {
    if (!isObject(value)) throw mismatch(value, place, structure);
    const entries = Object.entries(value).map(([key, inner]) => {
      return [key, decode(structure.value, inner ?? '', { ...place, path: `${place.path}[${key}]` })] as const;
    });
    return Object.fromEntries(entries);
  }

  function decodeList(structure: ListStructure, value: Json, place: Place): Json {
    if (!Array.isArray(value)) throw mismatch(value, place, structure);
    return value.map((item, index) => decode(structure.item, item, { ...place, path: `${place.path}[${index}]` }));
  }

  return { value: decodeStruct(structure, json, { path: '', goPath: '', struct: '' }), unknown, unsupported };
}

/** What Go leaves out when it writes: such a field says nothing. */
function isZero(value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isZero);
  return value === null || value === false || value === 0 || value === '';
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const QUANTITY = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';
/** The same, but decided in one pass: two runs of digits beside each other take for ever to fail on a long text. */
const QUANTITY_ONE_PASS = /^[+-]?[0-9.]+(?:[eEinumkKMGTP]+[-+]?[0-9]*|[-+][0-9]*)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeScalar(kind: ScalarKind, value: Json, place: Place): Json {
  const wrong = () => mismatch(value, place, { type: 'scalar', kind });
  switch (kind) {
    case 'raw':
      return value;
    case 'bool':
      if (typeof value !== 'boolean') throw wrong();
      return value;
    case 'int32':
      return integer(value, 2 ** 31, wrong);
    case 'int64':
      return integer(value, 2 ** 53, wrong);
    case 'intOrString':
      return typeof value === 'string' ? value : integer(value, 2 ** 31, wrong);
    case 'quantity': {
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text !== 'string') throw wrong();
      if (!QUANTITY_ONE_PASS.test(text))
        throw new DecodeError(`quantities must match the regular expression '${QUANTITY}'`);
      return text;
    }
    default:
      if (typeof value !== 'string') throw wrong();
      return text(kind, value);
  }
}

function integer(value: Json, limit: number, wrong: () => DecodeError): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value >= limit || value < -limit) throw wrong();
  return value;
}

function text(kind: ScalarKind, value: string): string {
  if (kind === 'bytes' && !BASE64.test(value)) throw new DecodeError('illegal base64 data at input byte 0');
  if (kind !== 'time' && kind !== 'microTime') return value;
  if (!RFC_3339.test(value) || Number.isNaN(Date.parse(value))) {
    throw new DecodeError(`parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse`);
  }
  const iso = new Date(value).toISOString();
  return kind === 'time' ? iso.replace(/\.\d+Z$/, 'Z') : iso.replace('Z', '000Z');
}

function mismatch(value: Json, { struct, goPath }: Place, wanted: Structure): DecodeError {
  const field = struct === '' ? 'Go value' : `Go struct field ${struct}.${goPath}`;
  return new DecodeError(`json: cannot unmarshal ${jsonType(value)} into ${field} of type ${goType(wanted)}`);
}

function jsonType(value: Json): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return value === null ? 'null' : typeof value;
}
