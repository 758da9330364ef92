import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../resources/json.ts';
import { namespaces } from '../../resources/namespaces.ts';
import { apiVersionOf, type Resource } from '../../resources/resource.ts';
import { type FieldError, required } from '../../resources/schema/field-error.ts';
import { dns1035Label, dnsLabel, dnsSubdomain, formatErrors } from '../../resources/schema/formats.ts';
import type { Draft, ResourceName, Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import { now } from '../../timestamp.ts';
import { trackUpdate } from '../apply/ownership.ts';
import type { ResourcePath } from '../request-info.ts';
import { alreadyExists, badRequest, forbidden, invalidObject, notFound } from '../status.ts';
import { admit } from './admission.ts';
import { asDraft, complete, type DecodedObject, decodeObject, structOf } from './decode.ts';
import { generatedName } from './generated-name.ts';
import { jsonOf } from './json-of.ts';
import type { WriteContext } from './options.ts';

/** Makes an object from what a client sent. @throws ApiError 400, 403, 404, 409, 422 */
export function createObject(path: ResourcePath, sent: JsonObject, context: WriteContext): Stored<ResourceName> {
  const { resource } = path;
  return insert(path, decodeObject(resource, sent, context), context, (draft) => {
    const writer = {
      manager: context.options.fieldManager,
      apiVersion: apiVersionOf(resource),
      subresource: '',
      now: now(),
    };
    return asDraft(trackUpdate(structOf(resource), undefined, jsonOf(draft), writer));
  });
}

/**
 * Makes an object from one that is decoded.
 *
 * @param own notes who owns its fields
 */
export function insert(
  path: ResourcePath,
  { draft: decoded, unsupported }: DecodedObject,
  { store, options }: WriteContext,
  own: (draft: Draft<ResourceName>) => Draft<ResourceName>,
): Stored<ResourceName> {
  const { resource } = path;
  placeNew(decoded, path);
  requireNamespace(store, resource, decoded);
  if (resource.subresources.includes('status') && 'status' in decoded) delete decoded.status;
  resource.prepareForCreate?.(decoded);
  const { draft, errors } = complete(resource, decoded);
  const all = [...nameErrors(resource, decoded), ...unsupported, ...errors];
  if (all.length > 0) throw invalidObject(resource, decoded.metadata.name, all);
  admit(store, draft, 'create');
  if (store.get(resource.name, draft.metadata) !== undefined) throw alreadyExists(resource, draft.metadata.name);
  const owned = own(draft);
  return options.dryRun ? asIfCreated(owned) : store.create(resource.name, owned);
}

/** Gives a new object its name and namespace, and takes off what only the server may set. */
function placeNew({ metadata }: Draft<ResourceName>, { resource, namespace, name }: ResourcePath): void {
  if (metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
  if (metadata.namespace && namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (metadata.name === '' && name !== undefined) metadata.name = name;
  if (metadata.name === '' && metadata.generateName) metadata.name = generatedName(metadata.generateName);
  if (metadata.name === '') {
    throw invalidObject(resource, '', [required('metadata.name', 'name or generateName is required')]);
  }
  if (namespace === undefined) delete metadata.namespace;
  else metadata.namespace = namespace;
  for (const field of SERVERS_OWN) delete metadata[field];
}

const SERVERS_OWN = [
  'uid',
  'creationTimestamp',
  'generation',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
] as const;

const NAME_RULES = { label: dnsLabel, subdomain: dnsSubdomain, service: dns1035Label };

function nameErrors({ nameRule }: Resource, { metadata }: Draft<ResourceName>): FieldError[] {
  return formatErrors('metadata.name', metadata.name, NAME_RULES[nameRule]);
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
  return {
    ...draft,
    metadata: { ...draft.metadata, uid: randomUUID(), creationTimestamp: now(), resourceVersion: '' },
  };
}
