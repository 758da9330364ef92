import { z } from 'zod';
import { isObject, type JsonObject } from '../../resources/json.ts';
import { type Resource, versionOf } from '../../resources/resource.ts';
import { scaleSchema } from '../../resources/schema/scale.ts';
import { structureOf } from '../../resources/schema/structure.ts';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The components of an OpenAPI document: every struct that the kinds are made of, by its name. */
export function schemasOf(resources: readonly Resource[]): JsonObject {
  const components: JsonObject = {};
  for (const resource of resources) {
    const { schema, group, kind } = resource;
    addKind(components, schema, { group, version: versionOf(resource), kind });
  }
  if (resources.some(({ subresources }) => subresources.includes('scale'))) {
    addKind(components, scaleSchema, { group: 'autoscaling', version: 'v1', kind: 'Scale' });
  }
  return components;
}

function addKind(components: JsonObject, schema: z.ZodType, gvk: GroupVersionKind): void {
  const document = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => asKubernetesSays(jsonSchema),
  });
  const { definitions }: JsonObject = JSON.parse(
    JSON.stringify(document).replaceAll('#/definitions/', '#/components/schemas/'),
  );
  // A kind with a rule about all of it refers to its struct, instead of being it: the name tells which one that is.
  const structure = structureOf(schema);
  if (!isObject(definitions) || structure.type !== 'struct') throw new Error(`the schema of ${gvk.kind} has no name`);
  Object.assign(components, definitions);
  const own = components[structure.id];
  if (isObject(own)) own['x-kubernetes-group-version-kind'] = [{ ...gvk }];
}

interface Schema {
  allOf?: unknown;
  additionalProperties?: unknown;
  type?: unknown;
  minimum?: unknown;
  maximum?: unknown;
  [key: string]: unknown;
}

/** What belongs to a struct that is named by reference stands there, and is not said again where it is used. */
const SAID_BY_REFERENCE = [
  'type',
  'properties',
  'required',
  'items',
  'format',
  'oneOf',
  'anyOf',
  'x-kubernetes-map-type',
];

function asKubernetesSays(schema: Schema): void {
  // Kubernetes' documents do not close their structs, and leave the bounds of a format to the format.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.type === 'integer') {
    if (schema.minimum === -(2 ** 31) || schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
    if (schema.maximum === 2 ** 31 - 1 || schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  }
  if (schema.allOf !== undefined || schema.$ref !== undefined) for (const key of SAID_BY_REFERENCE) delete schema[key];
}
