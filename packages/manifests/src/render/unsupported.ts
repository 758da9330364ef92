import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';

const BY = { cookie: 'a cookie', 'client-address': 'the client address', header: 'a header', none: 'nothing' } as const;

/** The error for an affinity of a kind that a router does not know. @param able What it can go by, to end the sentence. */
export function unsupportedAffinity(title: string, { kind }: Affinity, able: string): ManifestError {
  return new ManifestError('unsupported-affinity', `${title} cannot go by ${BY[kind]}: stick by ${able}.`);
}
