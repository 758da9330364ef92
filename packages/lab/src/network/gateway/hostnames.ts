/**
 * What two hostnames have in common, each of which may begin with `*.`: the narrower one, or nothing. A wildcard stands
 * for any number of labels, one at least. An absent hostname is any.
 */
export function intersection(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (covers(one, other)) return other;
  return covers(other, one) ? one : undefined;
}

/** Whether a host, or every host of a wildcard, is one of a hostname's. */
export function covers(hostname: string | undefined, host: string): boolean {
  if (hostname === undefined || hostname === host) return true;
  return hostname.startsWith('*.') && host.endsWith(hostname.slice(1)) && host.length > hostname.length - 1;
}

/** The hosts on which a route answers at a listener; undefined when they have none in common. */
export function sharedHostnames(
  listener: string | undefined,
  route: readonly string[] = [],
): readonly (string | undefined)[] | undefined {
  if (route.length === 0) return [listener];
  const shared = route.map((hostname) => intersection(listener, hostname)).filter((hostname) => hostname !== undefined);
  return shared.length === 0 ? undefined : [...new Set(shared)];
}

/** Orders hostnames, the more specific first: exact before wildcard before any, then the longer one. */
export function bySpecificity(one: string | undefined, other: string | undefined): number {
  return exactLength(other) - exactLength(one) || (other?.length ?? 0) - (one?.length ?? 0);
}

function exactLength(hostname: string | undefined): number {
  return hostname === undefined || hostname.startsWith('*.') ? 0 : hostname.length;
}
