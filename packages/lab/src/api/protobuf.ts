import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { Json, JsonObject } from '../resources/json.ts';
import type { FieldStructure, ScalarKind, StructStructure, Structure } from '../resources/schema/structure.ts';
import { ApiError, badRequest } from './status.ts';

/** Go clients write built-in kinds so (kubectl create does); the server may always answer in JSON. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** `k8s` and a zero byte: what every such body begins with. */
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0]);

/** Stands for the content of a field that the lab has not: the decoder of JSON then says so. */
const PRESENT = '(set)';

/** The JSON of an object in Kubernetes' protobuf encoding. @throws ApiError 400 */
export function decodeProtobuf(structure: StructStructure, body: Buffer): JsonObject {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  try {
    const { raw, ...types } = readEnvelope(body.subarray(MAGIC.length));
    return { ...types, ...readStruct(structure, raw) };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, 'BadRequest', 'the body of the request is no valid protobuf message', undefined, error);
  }
}

/** runtime.Unknown: the type in words, and the object. */
function readEnvelope(bytes: Uint8Array): { apiVersion?: string; kind?: string; raw: Uint8Array } {
  const result: { apiVersion?: string; kind?: string; raw: Uint8Array } = { raw: new Uint8Array() };
  eachField(bytes, (number, reader) => {
    if (number === 1) Object.assign(result, readTypeMeta(reader.bytes()));
    else if (number === 2) result.raw = reader.bytes();
    else return false;
    return true;
  });
  return result;
}

function readTypeMeta(bytes: Uint8Array): { apiVersion?: string; kind?: string } {
  const result: { apiVersion?: string; kind?: string } = {};
  eachField(bytes, (number, reader) => {
    const text = number === 1 || number === 2 ? reader.string() : undefined;
    if (text) result[number === 1 ? 'apiVersion' : 'kind'] = text;
    return text !== undefined;
  });
  return result;
}

function readStruct(structure: StructStructure, bytes: Uint8Array): JsonObject {
  const result: JsonObject = {};
  const byNumber = new Map([...structure.fields].map(([name, field]) => [field.number, { name, field }]));
  const unsupported = new Map([...structure.unsupported].map(([name, number]) => [number, name]));
  eachField(bytes, (number, reader, wireType) => {
    const known = byNumber.get(number);
    if (known === undefined || number === 0) {
      if (carriesSomething(reader, wireType)) result[unsupported.get(number) ?? `(protobuf field ${number})`] = PRESENT;
    } else if (known.field.inline && known.field.structure.type === 'struct') {
      Object.assign(result, readStruct(known.field.structure, reader.bytes()));
    } else {
      readField(result, known.name, known.field, reader);
    }
    return true;
  });
  return result;
}

function readField(
  target: JsonObject,
  name: string,
  { structure, zeroCounts }: FieldStructure,
  reader: BinaryReader,
): void {
  if (structure.type === 'list') {
    const list = target[name];
    const item = readValue(structure.item, reader);
    if (item !== undefined) target[name] = [...(Array.isArray(list) ? list : []), item];
  } else if (structure.type === 'map') {
    const before = target[name];
    const entry = readEntry(structure.value, reader.bytes());
    target[name] = { ...(typeof before === 'object' && !Array.isArray(before) ? before : {}), ...entry };
  } else {
    const value = readValue(structure, reader);
    // Go writes every plain field, also one that is not set; only a pointer's zero means zero.
    const isUnset = value === '' || value === 0 || value === false;
    if (value !== undefined && !(isUnset && !zeroCounts)) target[name] = value;
  }
}

function readEntry(structure: Structure, bytes: Uint8Array): JsonObject {
  let key = '';
  let value: Json = '';
  eachField(bytes, (number, reader) => {
    if (number === 1) key = reader.string();
    else if (number === 2) value = readValue(structure, reader) ?? '';
    else return false;
    return true;
  });
  return { [key]: value };
}

function readValue(structure: Structure, reader: BinaryReader): Json | undefined {
  if (structure.type === 'struct') return readStruct(structure, reader.bytes());
  if (structure.type !== 'scalar') throw badRequest('a list or map in a list is no message of Kubernetes');
  return readScalar(structure.kind, reader);
}

function readScalar(kind: ScalarKind, reader: BinaryReader): Json | undefined {
  switch (kind) {
    case 'string':
      return reader.string();
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'int64':
      return Number(reader.int64());
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'time':
    case 'microTime':
      return readTime(reader.bytes());
    case 'quantity':
      return readQuantity(reader.bytes());
    case 'intOrString':
      return readIntOrString(reader.bytes());
    case 'raw':
      return readRaw(reader.bytes());
  }
}

/** `{seconds = 1, nanos = 2}`; empty is no time at all. */
function readTime(bytes: Uint8Array): string | undefined {
  let milliseconds: number | undefined;
  eachField(bytes, (number, reader) => {
    if (number === 1) milliseconds = (milliseconds ?? 0) + Number(reader.int64()) * 1000;
    else if (number === 2) milliseconds = (milliseconds ?? 0) + reader.int32() / 1e6;
    else return false;
    return true;
  });
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

/** `{string = 1}` */
function readQuantity(bytes: Uint8Array): string {
  let text = '';
  eachField(bytes, (number, reader) => {
    if (number === 1) text = reader.string();
    return number === 1;
  });
  return text;
}

/** `{type = 1, intVal = 2, strVal = 3}`; type 1 is a string. */
function readIntOrString(bytes: Uint8Array): Json {
  let type = 0;
  let number = 0;
  let text = '';
  eachField(bytes, (field, reader) => {
    if (field === 1) type = Number(reader.int64());
    else if (field === 2) number = reader.int32();
    else if (field === 3) text = reader.string();
    else return false;
    return true;
  });
  return type === 1 ? text : number;
}

/** `{Raw = 1}`: JSON in bytes. */
function readRaw(bytes: Uint8Array): Json {
  let json: Json = {};
  eachField(bytes, (number, reader) => {
    if (number === 1) json = JSON.parse(Buffer.from(reader.bytes()).toString());
    return number === 1;
  });
  return json;
}

/** Calls `read` for each field of a message; fields that it does not read are skipped. */
function eachField(
  bytes: Uint8Array,
  read: (number: number, reader: BinaryReader, wireType: WireType) => boolean,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (!read(number, reader, wireType)) reader.skip(wireType, number);
  }
}

function carriesSomething(reader: BinaryReader, wireType: WireType): boolean {
  if (wireType === WireType.LengthDelimited) return reader.bytes().length > 0;
  if (wireType === WireType.Varint) return String(reader.uint64()) !== '0';
  reader.skip(wireType);
  return true;
}
