import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { ProbeError } from './errors.ts';
import { printable } from './printable.ts';

/** What to probe: a URL, and where to connect for it when that is not what its host resolves to. */
export interface Target {
  /** http or https. Its host is sent as Host and as the TLS server name. */
  readonly url: string;
  /** Connect here instead of to the URL's host, as `curl --connect-to` does. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** PEM of an authority that is trusted for this target, besides those that Node trusts anyway. */
  readonly ca?: string;
}

/** A target that can be asked. */
export interface ParsedTarget {
  readonly url: URL;
  readonly connectTo?: { readonly host: string; readonly port: number };
  readonly ca?: string;
}

const address = z.object({ host: z.string().min(1), port: z.int().min(1).max(65_535) });

/**
 * The target's URL, checked, without its fragment.
 *
 * @throws ProbeError `invalid-url`, `invalid-ca`
 */
export function parseTarget(target: Target): ParsedTarget {
  const url = URL.parse(target.url);
  if (target.url.includes('@') && !(url && url.username === '' && url.password === '')) {
    throw new ProbeError('invalid-url', 'The address carries a user name or a password: leave them out.');
  }
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const given = printable(target.url).slice(0, 100);
    throw new ProbeError('invalid-url', `Not a web address: "${given}". Give one as http://sticky.info/ or https://…`);
  }
  url.hash = '';
  const ca = target.ca === undefined ? {} : { ca: parseAuthority(target.ca) };
  if (target.connectTo === undefined) return { url, ...ca };
  const connectTo = address.safeParse(target.connectTo);
  if (!connectTo.success) {
    throw new ProbeError('invalid-url', 'The address to connect to needs a host and a port between 1 and 65535.');
  }
  return { url, connectTo: connectTo.data, ...ca };
}

function parseAuthority(pem: string): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw new ProbeError('invalid-ca', 'The authority to trust is no certificate in PEM: give its own certificate.', {
      cause,
    });
  }
}

/** A URL as reports show it: what stands in its query may be secret, so the query is left out. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}

/** A target as errors show it: with the address that was dialled, where that is another. */
export function shownTarget({ url, connectTo }: ParsedTarget): string {
  return connectTo === undefined ? shownUrl(url) : `${shownUrl(url)} at ${printable(connectTo.host)}:${connectTo.port}`;
}
