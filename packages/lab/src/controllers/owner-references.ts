import type { OwnerReference } from 'kubernetes-types/meta/v1.js';
import type { ResourceName, Stored } from '../store/resource-types.ts';

/** The reference that makes `owner` the one controller of an object, as `metav1.NewControllerRef`. */
export function controllerReference(owner: Stored<ResourceName>): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function controllerOf(object: Stored<ResourceName>): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

export function isControlledBy(object: Stored<ResourceName>, owner: Stored<ResourceName>): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}
