import type { JsonObject } from '../../resources/json.ts';
import { apiVersionOf, type Resource } from '../../resources/resource.ts';
import { type Decoded, DecodeError, decodeValue } from '../../resources/schema/decode.ts';
import type { FieldError } from '../../resources/schema/field-error.ts';
import { type StructStructure, structureOf } from '../../resources/schema/structure.ts';
import { validate } from '../../resources/schema/validate.ts';
import type { Draft, ResourceName } from '../../store/resource-types.ts';
import { ApiError, badRequest } from '../status.ts';
import type { WriteContext } from './options.ts';

/** An object of the right types, not yet validated and without defaults. */
export interface DecodedObject {
  readonly draft: Draft<ResourceName>;
  /** Fields that are set and that the lab cannot honour. */
  readonly unsupported: readonly FieldError[];
}

/** An object of a kind from what a client sent. @throws ApiError 400 */
export function decodeObject(resource: Resource, sent: JsonObject, context: WriteContext): DecodedObject {
  const apiVersion = apiVersionOf(resource);
  const { kind } = resource;
  requireKind(resource, sent);
  const { value, unsupported } = decodeAs(kind, structOf(resource), { ...sent, apiVersion, kind }, context);
  return { draft: { ...asDraft(value), apiVersion: apiVersionOf({ group: resource.group }) }, unsupported };
}

/** Reads JSON by a structure; fields that nobody knows are refused, warned of or dropped, as the client asks. @throws ApiError 400 */
export function decodeAs(
  kind: string,
  structure: StructStructure,
  sent: JsonObject,
  { options, warn }: WriteContext,
): Decoded {
  const handledAs = `${kind} in version "v1" cannot be handled as a ${kind}`;
  const decoded = decodeOrRefuse(handledAs, structure, sent);
  const complaints = decoded.unknown.map((field) => `unknown field "${field}"`);
  if (options.fieldValidation === 'Strict' && complaints.length > 0) {
    throw badRequest(`${handledAs}: strict decoding error: ${complaints.join(', ')}`);
  }
  if (options.fieldValidation === 'Warn') complaints.forEach(warn);
  return decoded;
}

function decodeOrRefuse(handledAs: string, structure: StructStructure, sent: JsonObject): Decoded {
  try {
    return decodeValue(structure, sent);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ApiError(400, 'BadRequest', `${handledAs}: ${error.message}`, undefined, error);
  }
}

function requireKind(resource: Resource, sent: JsonObject): void {
  const apiVersion = apiVersionOf(resource);
  if ((sent.apiVersion ?? apiVersion) !== apiVersion) {
    throw badRequest(
      `the API version in the data (${String(sent.apiVersion)}) does not match the expected API version (${apiVersion})`,
    );
  }
  if ((sent.kind ?? resource.kind) !== resource.kind) {
    throw badRequest(
      `${String(sent.kind)} in version "v1" cannot be handled as a ${resource.kind}: the object in the body must be a ${resource.kind}`,
    );
  }
}

/** The structure of a whole object of a kind. */
export function structOf(resource: Resource): StructStructure {
  const structure = structureOf(resource.schema);
  if (structure.type !== 'struct') throw new Error(`the schema of ${resource.name} is no struct`);
  return structure;
}

/** Defaults filled in, and all that is wrong with the object. */
export function complete(
  resource: Resource,
  draft: Draft<ResourceName>,
): { readonly draft: Draft<ResourceName>; readonly errors: readonly FieldError[] } {
  const result = validate(resource.schema, draft);
  return 'errors' in result ? { draft, errors: result.errors } : { draft: asDraft(result.value), errors: [] };
}

/** The decoder and the schema have seen to it that the value is an object of its kind; only the name may be absent. */
export function asDraft(value: unknown): Draft<ResourceName> {
  const draft = value as Draft<ResourceName> & { metadata?: Draft<ResourceName>['metadata'] };
  return { ...draft, metadata: { ...draft.metadata, name: draft.metadata?.name ?? '' } };
}
