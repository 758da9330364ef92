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
