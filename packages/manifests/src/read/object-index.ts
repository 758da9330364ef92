import type { KubernetesObject } from '../objects.ts';

/** Finds an object by `group/Kind` (`/Service`, `cloud.google.com/BackendConfig`), name and namespace, as both say it. */
export type ObjectIndex = (kind: string, name: string, namespace: string | undefined) => KubernetesObject | undefined;

/** API group and kind of an object, whatever the version: `projectcontour.io/HTTPProxy`, `/Service`. */
export function kindOf({ apiVersion, kind }: KubernetesObject): string {
  const slash = apiVersion.indexOf('/');
  return `${slash === -1 ? '' : apiVersion.slice(0, slash)}/${kind}`;
}

export function objectIndex(objects: readonly KubernetesObject[]): ObjectIndex {
  const keyOf = (kind: string, name: string, namespace: string | undefined) => `${kind} ${namespace ?? ''} ${name}`;
  const byKey = new Map(
    objects.map((object) => [keyOf(kindOf(object), object.metadata.name, object.metadata.namespace), object]),
  );
  return (kind, name, namespace) => byKey.get(keyOf(kind, name, namespace));
}

/** Reads each object once, however many others lead to it: all of them get the same value. */
export function oncePerObject<T>(read: (object: KubernetesObject) => T): (object: KubernetesObject) => T {
  const known = new Map<KubernetesObject, T>();
  return (object) => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const value = read(object);
    known.set(object, value);
    return value;
  };
}
