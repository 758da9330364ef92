import type { KubernetesObject } from '../objects.ts';

/**
 * The recommended labels, and `app`, which selects the pods: `kubectl create deployment` selects by the same one, so
 * that a Deployment made either way can be carried on the other way (a selector never changes).
 */
export function labelsOf(name: string): Record<string, string> {
  return { ...selectorOf(name), 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'sticky' };
}

export function selectorOf(name: string): Record<string, string> {
  return { app: name };
}

/** An object with the recommended labels of an App beside its own. */
export function labelled<T extends KubernetesObject>(object: T, name: string): T {
  return { ...object, metadata: { ...object.metadata, labels: { ...labelsOf(name), ...object.metadata.labels } } };
}
