import { ManifestError } from '../errors.ts';
import { quote } from './quote.ts';

/** The source address as a key to hash by; the binary form is the shorter one. */
export const NGINX_CLIENT_ADDRESS = '$binary_remote_addr';

/**
 * nginx's variable for a request header. It names `X-User` `$http_x_user`, and drops headers whose own name has a `_`
 * (underscores_in_headers is off).
 *
 * @throws ManifestError `unsupported-affinity` for a header that nginx cannot name.
 */
export function nginxHeaderVariable(name: string): string {
  if (/^[A-Za-z0-9-]+$/.test(name)) return `$http_${name.toLowerCase().replaceAll('-', '_')}`;
  throw new ManifestError(
    'unsupported-affinity',
    `nginx cannot hash by the header ${quote(name)}: use one of letters, digits and "-" alone, such as X-User.`,
  );
}

/** What a client is known by in a variable to hash by; undefined for what names no client (a URI, several variables). */
export function clientOfNginxVariable(
  expression: string,
): { readonly kind: 'client-address' } | { readonly kind: 'header'; readonly name: string } | undefined {
  const variable = /^\$\{?(\w+)\}?$/.exec(expression)?.[1];
  if (variable === 'binary_remote_addr' || variable === 'remote_addr') return { kind: 'client-address' };
  if (variable === undefined || !/^http_./.test(variable)) return undefined;
  return { kind: 'header', name: variable.slice('http_'.length).toLowerCase().replaceAll('_', '-') };
}
