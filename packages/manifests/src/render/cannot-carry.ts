import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';

/** The error for an affinity of which a router can carry nothing. @param instead What to do, to follow a colon. */
export function cannotCarry(title: string, { kind }: Affinity, instead: string): ManifestError {
  const what = kind === 'client-address' ? 'the address of a client' : `a ${kind}`;
  return new ManifestError('unsupported-affinity', `${title} cannot stick by ${what}: ${instead}.`);
}
