import type { Scale } from 'kubernetes-types/autoscaling/v1.js';
import { selectorText } from '../../resources/columns.ts';
import type { JsonObject } from '../../resources/json.ts';
import { scaleSchema } from '../../resources/schema/scale.ts';
import { type StructStructure, structureOf } from '../../resources/schema/structure.ts';
import { validate } from '../../resources/schema/validate.ts';
import type { ResourceName, Stored } from '../../store/resource-types.ts';
import { readObject, unsupportedMediaType } from '../body.ts';
import { type Exchange, isRead, sendJson, writeContext } from '../exchange.ts';
import { PATCH_TYPES, readPatch } from '../patch/read-patch.ts';
import { getObject } from '../read.ts';
import type { ObjectPath } from '../request-info.ts';
import { invalidObject, methodNotAllowed, noSuchPath } from '../status.ts';
import { decodeAs } from '../write/decode.ts';
import { jsonOf } from '../write/json-of.ts';
import { updateObject } from '../write/update.ts';

type Scalable = Stored<'deployments'> | Stored<'replicasets'>;

/** Reads and writes the replicas of a Deployment or ReplicaSet, seen alone (autoscaling/v1). @throws ApiError */
export async function onScale(exchange: Exchange, path: ObjectPath): Promise<void> {
  const { request, response } = exchange;
  if (isRead(request)) return sendJson(response, 200, scaleOf(getScalable(exchange, path)));
  const structure = scaleStructure();
  const change = await readChange(exchange, structure);
  // The body may have taken its time: what is changed is the object as it is now.
  const current = getScalable(exchange, path);
  const context = writeContext(exchange);
  const { value } = decodeAs('Scale', structure, change(jsonOf(scaleOf(current))), context);
  const result = validate(scaleSchema, value);
  if ('errors' in result) throw invalidObject(path.resource, path.name, result.errors);
  const updated = updateObject(path, current, withScale(current, result.value), context);
  if (!isScalable(updated)) throw noSuchPath();
  sendJson(response, 200, scaleOf(updated));
}

async function readChange(
  exchange: Exchange,
  structure: StructStructure,
): Promise<(current: JsonObject) => JsonObject> {
  const { request } = exchange;
  if (request.method === 'PUT') {
    const sent = await readObject(request, structure);
    return () => sent;
  }
  if (request.method !== 'PATCH') throw methodNotAllowed();
  const patch = await readPatch(exchange, structure);
  if (patch.type === 'apply') throw unsupportedMediaType('application/apply-patch+yaml', PATCH_TYPES);
  return patch.change;
}

function getScalable({ options }: Exchange, path: ObjectPath): Scalable {
  const object = getObject(options.store, path);
  if (!isScalable(object)) throw noSuchPath();
  return object;
}

function isScalable(object: Stored<ResourceName>): object is Scalable {
  return object.kind === 'Deployment' || object.kind === 'ReplicaSet';
}

function scaleOf({ metadata, spec, status }: Scalable) {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec?.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, selector: selectorText(spec?.selector) },
  };
}

function withScale(current: Scalable, { metadata, spec }: Scale): JsonObject {
  const { resourceVersion: _, ...kept } = current.metadata;
  const version = metadata?.resourceVersion ? { resourceVersion: metadata.resourceVersion } : {};
  return jsonOf({
    ...current,
    metadata: { ...kept, ...version },
    spec: { ...current.spec, replicas: spec?.replicas ?? 0 },
  });
}

function scaleStructure(): StructStructure {
  const structure = structureOf(scaleSchema);
  if (structure.type !== 'struct') throw new Error('the schema of Scale is no struct');
  return structure;
}
