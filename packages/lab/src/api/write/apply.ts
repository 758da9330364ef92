import type { JsonObject } from '../../resources/json.ts';
import { apiVersionOf } from '../../resources/resource.ts';
import type { ResourceName, Stored } from '../../store/resource-types.ts';
import { now } from '../../timestamp.ts';
import { apply } from '../apply/ownership.ts';
import type { ObjectPath } from '../request-info.ts';
import { badRequest, conflict, notFound } from '../status.ts';
import { insert } from './create.ts';
import { asDraft, decodeObject, structOf } from './decode.ts';
import { jsonOf } from './json-of.ts';
import type { WriteContext } from './options.ts';
import { replace } from './update.ts';

/** Server-side apply: makes the object or changes what the config says. @throws ApiError 400, 404, 409, 422 */
export function applyObject(
  path: ObjectPath,
  sent: JsonObject,
  context: WriteContext,
): { readonly object: Stored<ResourceName>; readonly created: boolean } {
  const { resource, namespace, name, subresource = '' } = path;
  const { store, options } = context;
  const { draft: config, unsupported } = decodeObject(resource, sent, context);
  if (config.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const live = store.get(resource.name, { namespace, name });
  const writer = { manager: options.fieldManager, apiVersion: apiVersionOf(resource), subresource, now: now() };
  const liveJson = live === undefined ? undefined : jsonOf(live);
  const applied = apply(structOf(resource), liveJson, jsonOf(config), writer, options.force);
  const decoded = { draft: asDraft(applied), unsupported };
  const { managedFields } = decoded.draft.metadata;
  // The owners are those of the apply, whatever defaults and the server's own fields have come to it since.
  const own = <T extends { metadata: object }>(draft: T): T => ({
    ...draft,
    metadata: { ...draft.metadata, managedFields },
  });
  if (live !== undefined) return { object: replace(path, live, decoded, context, own), created: false };
  if (subresource !== '') throw notFound(resource, name);
  const { uid } = config.metadata;
  if (uid) throw conflict(resource, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: `);
  return { object: insert(path, decoded, context, own), created: true };
}
