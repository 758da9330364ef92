/** `rdn6q` for `sticky-d-5d4f8-rdn6q`: the part that tells the pods of one Deployment apart. */
export function shortPodName(pod: string): string {
  return pod.slice(pod.lastIndexOf('-') + 1) || pod;
}

/** What to call backends, by identity, from the pods' names: a bar has no room for all of one. */
export function podLabels(podOf: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(podOf).map(([backend, pod]) => [backend, shortPodName(pod)]));
}
