import type { JsonObject } from '../../resources/json.ts';
import { isObject } from '../../resources/json.ts';
import { apiVersionOf, type Resource } from '../../resources/resource.ts';
import type { Draft, ResourceName } from '../../store/resource-types.ts';
import { badRequest } from '../status.ts';

/** An object of a kind from what a client sent. @throws ApiError 400, 422 */
export function decode(resource: Resource, sent: JsonObject): Draft<ResourceName> {
  const apiVersion = apiVersionOf(resource);
  const { kind } = resource;
  if ((sent.kind ?? kind) !== kind || (sent.apiVersion ?? apiVersion) !== apiVersion) {
    throw badRequest(
      `${String(sent.kind)} in version "${String(sent.apiVersion)}" cannot be handled as a ${kind}: the object in the body must be a ${kind} of ${apiVersion}`,
    );
  }
  const metadata = isObject(sent.metadata) ? sent.metadata : {};
  const name = typeof metadata.name === 'string' ? metadata.name : '';
  return { ...sent, apiVersion, kind, metadata: { ...metadata, name } };
}
