import { oneLine } from '../terminal/printable.ts';

/** How a backend is called to people: by its pod where that is known, else by what it answered, shortened when a UUID. */
export type BackendNames = (backend: string) => string;

/** `podOf` has pod names by backend identity. */
export function backendNames(podOf: Readonly<Record<string, string>>): BackendNames {
  return (backend) => {
    const pod = podOf[backend];
    if (pod !== undefined) return shortPodName(pod);
    return oneLine(/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(backend) ? backend.slice(0, 8) : backend);
  };
}

/** `rdn6q` for `sticky-d-5d4f8-rdn6q`: the part that tells the pods of one Deployment apart. */
export function shortPodName(pod: string): string {
  return oneLine(pod.slice(pod.lastIndexOf('-') + 1) || pod);
}
