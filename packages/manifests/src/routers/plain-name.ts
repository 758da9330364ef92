import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import { quote } from '../rules/quote.ts';

/** Names that Kong and APISIX take of cookies and headers. */
const PLAIN = /^[A-Za-z0-9_-]+$/;

/**
 * Makes sure that a router whose own schema takes letters, digits, "_" and "-" takes the name of the cookie or header.
 *
 * @throws ManifestError `unsupported-affinity` where its gateway would refuse what the API server took.
 */
export function requirePlainName(title: string, affinity: Affinity): void {
  if (!('name' in affinity) || PLAIN.test(affinity.name)) return;
  throw new ManifestError(
    'unsupported-affinity',
    `${title} refuses to hash by the ${affinity.kind} ${quote(affinity.name)}: use a name of letters, digits, "_" and "-" alone.`,
  );
}
