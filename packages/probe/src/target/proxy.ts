import { ProbeError } from '../errors.ts';
import { basic } from './credentials.ts';

export interface ParsedProxy {
  /** http or https; without credentials. */
  readonly url: URL;
  /** The Proxy-Authorization that the credentials in its address make. */
  readonly authorization?: string;
}

/** @throws ProbeError `invalid-proxy`, without a word of what was given */
export function parseProxy(text: string): ParsedProxy {
  // A host alone is how many write it, and curl and Go take it.
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ProbeError(
      'invalid-proxy',
      'Not the address of an HTTP proxy: give one as http://proxy.example:3128. SOCKS is not spoken.',
    );
  }
  const { username, password } = url;
  const bare = new URL(url.origin);
  if (username === '' && password === '') return { url: bare };
  try {
    const credentials = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    return { url: bare, authorization: basic(credentials) };
  } catch (cause) {
    if (cause instanceof ProbeError) throw new ProbeError('invalid-proxy', `Of the proxy's address: ${cause.message}`);
    throw new ProbeError('invalid-proxy', "The proxy's user name or password is not percent-encoded: write % as %25.");
  }
}
