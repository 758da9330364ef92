import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../resources/json.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Draft, ResourceName, Stored } from '../../store/resource-types.ts';
import { type Store, StoreError } from '../../store/store.ts';
import type { ObjectPath } from '../request-info.ts';
import { badRequest, conflict, invalidObject } from '../status.ts';
import { decode } from './decode.ts';
import type { WriteOptions } from './options.ts';

/** Puts `sent` in the place of `previous`, as far as the path's subresource reaches. @throws ApiError 400, 409, 422 */
export function updateObject(
  store: Store,
  path: ObjectPath,
  previous: Stored<ResourceName>,
  sent: JsonObject,
  options: WriteOptions,
): Stored<ResourceName> {
  const { resource } = path;
  const decoded = decode(resource, sent);
  requireSamePlace(path, decoded);
  if (decoded.metadata.uid && decoded.metadata.uid !== previous.metadata.uid) {
    throw conflict(
      resource,
      path.name,
      `Precondition failed: UID in precondition: ${decoded.metadata.uid}, UID in object meta: ${previous.metadata.uid}`,
    );
  }
  const draft = divide(path, decoded, previous);
  if (path.subresource === undefined) {
    resource.prepareForUpdate?.(draft, previous);
    const errors = [...(resource.validate?.(draft) ?? []), ...(resource.validateUpdate?.(draft, previous) ?? [])];
    if (errors.length > 0) throw invalidObject(resource, path.name, errors);
  }
  if (options.dryRun) return asIfUpdated(resource, draft, previous);
  const updated = asApiError(resource, path.name, () => store.update(resource.name, draft));
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

/** What of the sent object counts: the status under /status, all else otherwise, and never what is the server's. */
function divide(
  { subresource }: ObjectPath,
  sent: Draft<ResourceName>,
  previous: Stored<ResourceName>,
): Draft<ResourceName> {
  const { resourceVersion } = sent.metadata;
  const version = resourceVersion ? { resourceVersion } : {};
  if (subresource === 'status') {
    const { resourceVersion: _, ...metadata } = previous.metadata;
    return { ...previous, metadata: { ...metadata, ...version }, ...pick(sent, 'status') };
  }
  const { uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds } = previous.metadata;
  const kept = {
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    name: previous.metadata.name,
    namespace: previous.metadata.namespace,
  };
  const defined = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  const { resourceVersion: _, deletionTimestamp: __, deletionGracePeriodSeconds: ___, ...own } = sent.metadata;
  const { status: ____, ...body } = sent as Draft<ResourceName> & { status?: unknown };
  return {
    ...body,
    metadata: { ...own, ...defined, name: previous.metadata.name, ...version },
    ...pick(previous, 'status'),
  };
}

function pick(object: object, key: 'status'): object {
  return key in object ? { [key]: (object as Record<string, unknown>)[key] } : {};
}

function asIfUpdated(
  resource: Resource,
  draft: Draft<ResourceName>,
  previous: Stored<ResourceName>,
): Stored<ResourceName> {
  const { resourceVersion } = draft.metadata;
  if (resourceVersion !== undefined && resourceVersion !== previous.metadata.resourceVersion) {
    throw conflict(resource, previous.metadata.name, MODIFIED);
  }
  const result = {
    ...draft,
    metadata: { ...previous.metadata, ...draft.metadata, resourceVersion: previous.metadata.resourceVersion },
  };
  return isDeepStrictEqual(result, previous) ? previous : result;
}

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

function asApiError<T>(resource: Resource, name: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'conflict') throw conflict(resource, name, MODIFIED);
    throw error;
  }
}
