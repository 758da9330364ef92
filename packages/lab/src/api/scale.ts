import { selectorText } from '../resources/columns.ts';
import { invalid } from '../resources/field-error.ts';
import { isObject, type JsonObject } from '../resources/json.ts';
import type { Resource } from '../resources/resource.ts';
import type { ResourceName, Stored } from '../store/resource-types.ts';
import { badRequest, invalidObject } from './status.ts';

type Scalable = Stored<'deployments'> | Stored<'replicasets'>;

/** The autoscaling/v1 Scale of a Deployment or ReplicaSet: its replicas, seen alone. */
export function scaleOf(object: Scalable) {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = selectorText(object.spec?.selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: object.spec?.replicas ?? 0 },
    status: { replicas: object.status?.replicas ?? 0, selector },
  };
}

/** The object with the replicas of a Scale. @throws ApiError 400, 422 */
export function withScale(resource: Resource, object: Scalable, scale: JsonObject): JsonObject {
  const spec = isObject(scale.spec) ? scale.spec : {};
  const replicas = spec.replicas ?? 0;
  if (typeof replicas !== 'number') {
    const message = `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`;
    throw badRequest(message);
  }
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw invalidObject(resource, object.metadata.name, [
      invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  }
  const version =
    isObject(scale.metadata) && typeof scale.metadata.resourceVersion === 'string'
      ? scale.metadata.resourceVersion
      : undefined;
  const whole: JsonObject = structuredClone(object) as unknown as JsonObject;
  const metadata = isObject(whole.metadata) ? whole.metadata : {};
  if (version) metadata.resourceVersion = version;
  else delete metadata.resourceVersion;
  return { ...whole, metadata, spec: { ...(isObject(whole.spec) ? whole.spec : {}), replicas } };
}

export function isScalable(object: Stored<ResourceName>): object is Scalable {
  return object.kind === 'Deployment' || object.kind === 'ReplicaSet';
}
