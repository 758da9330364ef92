import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../resources/json.ts';
import { namespaces } from '../../resources/namespaces.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Draft, ResourceName, Stored } from '../../store/resource-types.ts';
import { type Store, StoreError } from '../../store/store.ts';
import type { ResourcePath } from '../request-info.ts';
import { alreadyExists, badRequest, forbidden, invalidObject, notFound } from '../status.ts';
import { decode } from './decode.ts';
import { generatedName } from './generated-name.ts';
import type { WriteOptions } from './options.ts';

/** Makes an object. @throws ApiError 400, 403, 404, 409, 422 */
export function createObject(
  store: Store,
  path: ResourcePath,
  sent: JsonObject,
  options: WriteOptions,
): Stored<ResourceName> {
  const { resource } = path;
  const draft = decode(resource, sent);
  placeNew(draft, path);
  requireNamespace(store, resource, draft);
  resource.prepareForCreate?.(draft);
  const errors = resource.validate?.(draft) ?? [];
  if (errors.length > 0) throw invalidObject(resource, draft.metadata.name, errors);
  if (store.get(resource.name, draft.metadata) !== undefined) throw alreadyExists(resource, draft.metadata.name);
  return options.dryRun ? asIfCreated(draft) : store.create(resource.name, draft);
}

/** Gives a new object its name and namespace, and takes off what only the server may set. */
function placeNew(draft: Draft<ResourceName>, { resource, namespace, name }: ResourcePath): void {
  const { metadata } = draft;
  if (metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
  if (metadata.namespace && namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (metadata.name === '') metadata.name = name ?? (metadata.generateName ? generatedName(metadata.generateName) : '');
  if (metadata.name === '') {
    throw invalidObject(resource, '', [
      {
        field: 'metadata.name',
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
      },
    ]);
  }
  if (namespace !== undefined) metadata.namespace = namespace;
  else delete metadata.namespace;
  for (const field of [
    'uid',
    'creationTimestamp',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ] as const) {
    delete metadata[field];
  }
}

/** Nothing is made in a namespace that is not there or goes away. */
function requireNamespace(store: Store, resource: Resource, { metadata }: Draft<ResourceName>): void {
  if (metadata.namespace === undefined) return;
  const home = store.get('namespaces', { name: metadata.namespace });
  if (home === undefined) throw notFound(namespaces, metadata.namespace);
  if (home.metadata.deletionTimestamp !== undefined) {
    const why = `unable to create new content in namespace ${metadata.namespace} because it is being terminated`;
    throw forbidden(resource, metadata.name, why);
  }
}

/** What a dry run answers: complete but for the resourceVersion, which only a real write has. */
function asIfCreated(draft: Draft<ResourceName>): Stored<ResourceName> {
  const creationTimestamp = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return { ...draft, metadata: { ...draft.metadata, uid: randomUUID(), creationTimestamp, resourceVersion: '' } };
}

void StoreError;
