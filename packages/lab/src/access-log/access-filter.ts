import type { AccessEntry } from './access-entry.ts';

/** Which entries somebody wants; what is absent lets all pass. */
export interface AccessFilter {
  /** `default/sticky-i`, or the name alone. */
  readonly route?: string | undefined;
  /** The name of a pod that was tried, or the end of it that tells the pods of a Deployment apart: `rdn6q`. */
  readonly pod?: string | undefined;
  /** The id of a session, or how it begins. */
  readonly session?: string | undefined;
}

export function matches(entry: AccessEntry, { route, pod, session }: AccessFilter): boolean {
  if (route !== undefined && !endsWithPart(entry.route, '/', route)) return false;
  if (pod !== undefined && !entry.tries.some((one) => endsWithPart(one.pod, '-', pod))) return false;
  return session === undefined || entry.session?.id.startsWith(session) === true;
}

function endsWithPart(name: string, separator: string, wanted: string): boolean {
  return name === wanted || name.endsWith(separator + wanted);
}
