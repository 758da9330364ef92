import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../resources/json.ts';
import { apiVersionOf, type Resource } from '../../resources/resource.ts';
import type { Draft, ResourceName, Stored } from '../../store/resource-types.ts';
import { StoreError } from '../../store/store.ts';
import { now } from '../../timestamp.ts';
import { trackUpdate } from '../apply/ownership.ts';
import type { ObjectPath } from '../request-info.ts';
import { badRequest, conflict, invalidObject, modified } from '../status.ts';
import { admit } from './admission.ts';
import { asDraft, complete, type DecodedObject, decodeObject, structOf } from './decode.ts';
import { jsonOf } from './json-of.ts';
import type { WriteContext } from './options.ts';

/** Puts `sent` in the place of `previous`, as far as the path's subresource reaches. @throws ApiError 400, 409, 422 */
export function updateObject(
  path: ObjectPath,
  previous: Stored<ResourceName>,
  sent: JsonObject,
  context: WriteContext,
): Stored<ResourceName> {
  const { resource, subresource = '' } = path;
  return replace(path, previous, decodeObject(resource, sent, context), context, (draft) => {
    const writer = {
      manager: context.options.fieldManager,
      apiVersion: apiVersionOf(resource),
      subresource,
      now: now(),
    };
    return asDraft(trackUpdate(structOf(resource), jsonOf(previous), jsonOf(draft), writer));
  });
}

/**
 * Puts an object that is decoded in the place of `previous`.
 *
 * @param own notes who owns its fields
 */
export function replace(
  path: ObjectPath,
  previous: Stored<ResourceName>,
  { draft: decoded, unsupported }: DecodedObject,
  { store, options }: WriteContext,
  own: (draft: Draft<ResourceName>) => Draft<ResourceName>,
): Stored<ResourceName> {
  const { resource } = path;
  requireSamePlace(path, decoded);
  requireSameObject(resource, decoded, previous);
  const divided = path.subresource === 'status' ? withStatus(decoded, previous) : withoutStatus(decoded, previous);
  if (path.subresource !== 'status') resource.prepareForUpdate?.(divided, previous);
  const { draft, errors } = complete(resource, divided);
  const changes = errors.length > 0 ? [] : (resource.validateUpdate?.(draft, previous) ?? []);
  const all = [...unsupported, ...errors, ...changes];
  if (all.length > 0) throw invalidObject(resource, path.name, all);
  if (path.subresource !== 'status') admit(store, draft, 'update');
  const owned = own(draft);
  if (options.dryRun) return asIfUpdated(resource, owned, previous);
  const updated = write(resource, path.name, () => store.update(resource.name, owned));
  return isReleased(updated) ? store.remove(resource.name, updated.metadata) : updated;
}

/** An object that waits for nothing any more: its deletion was asked for, and no finalizer holds it. */
export function isReleased({ kind, metadata }: Stored<ResourceName>): boolean {
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false;
  // A pod's process has its grace period; a namespace has contents to lose first.
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0 && kind !== 'Namespace';
}

function requireSamePlace({ namespace, name }: ObjectPath, { metadata }: Draft<ResourceName>): void {
  if (metadata.name !== '' && metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

function requireSameObject(
  resource: Resource,
  { metadata }: Draft<ResourceName>,
  previous: Stored<ResourceName>,
): void {
  if (metadata.uid && metadata.uid !== previous.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${previous.metadata.uid}`;
    throw conflict(resource, previous.metadata.name, why);
  }
}

type WithStatus = Draft<ResourceName> & { status?: unknown };

/** `previous` with the status that was sent: through /status nothing else changes. */
function withStatus(sent: WithStatus, previous: WithStatus & Stored<ResourceName>): Draft<ResourceName> {
  const metadata = { ...previous.metadata, resourceVersion: wantedVersion(sent) };
  return copy({ ...previous, metadata, status: sent.status ?? previous.status });
}

/** What was sent, with the status of `previous` and with what only the server may set. */
function withoutStatus(sent: WithStatus, previous: WithStatus & Stored<ResourceName>): Draft<ResourceName> {
  const { name, namespace, uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds } =
    previous.metadata;
  const servers = {
    name,
    namespace,
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
  };
  const metadata = { ...sent.metadata, ...servers, resourceVersion: wantedVersion(sent) };
  return copy({ ...sent, metadata, status: previous.status });
}

/** The version that the client wants to have changed; none means the newest, whichever it is. */
function wantedVersion({ metadata }: Draft<ResourceName>): string | undefined {
  return metadata.resourceVersion || undefined;
}

/** Keys that are undefined are keys that are not there, and nothing is shared with what is stored. */
function copy(draft: object): Draft<ResourceName> {
  return asDraft(jsonOf(draft));
}

function asIfUpdated(
  resource: Resource,
  draft: Draft<ResourceName>,
  previous: Stored<ResourceName>,
): Stored<ResourceName> {
  const { resourceVersion } = previous.metadata;
  if (draft.metadata.resourceVersion !== undefined && draft.metadata.resourceVersion !== resourceVersion) {
    throw modified(resource, previous.metadata.name);
  }
  const { uid, creationTimestamp, generation } = previous.metadata;
  const counted = generation !== undefined && !isDeepStrictEqual(specOf(draft), specOf(previous));
  const next = counted ? { generation: generation + 1 } : {};
  const metadata = { ...draft.metadata, uid, creationTimestamp, resourceVersion, ...next };
  return { ...draft, metadata };
}

function specOf(object: object): unknown {
  return 'spec' in object ? object.spec : undefined;
}

function write<T>(resource: Resource, name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'conflict') throw modified(resource, name);
    throw error;
  }
}
