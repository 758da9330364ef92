import type { Sample } from '../sample.ts';

/** The clients that asked more than once, and so can be followed: numbered from 1 in the order in which they were met. */
export function numberClients(samples: readonly Sample[]): ReadonlyMap<number, number> {
  const requests = new Map<number, number>();
  for (const { session } of samples) requests.set(session, (requests.get(session) ?? 0) + 1);
  const followed = [...requests].filter(([, asked]) => asked > 1);
  return new Map(followed.map(([session], index) => [session, index + 1]));
}
