import { isIP } from 'node:net';
import { z } from 'zod';
import { ProbeError } from './errors.ts';
import { printable } from './printable.ts';
import { type Credentials, parseCredentials } from './target/credentials.ts';
import { parseFields } from './target/fields.ts';
import { type ParsedProxy, parseProxy } from './target/proxy.ts';
import { type ClientCertificate, parseAuthority, parseClientCertificate } from './target/trust.ts';
import type { Field } from './transport.ts';

/** What to probe: a URL, and where to connect for it when that is not what its host resolves to. */
export interface Target {
  /** http or https. Its host is sent as Host and as the TLS server name. */
  readonly url: string;
  /** Connect here instead of to the URL's host, as `curl --connect-to` does. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** Asked for instead of the URL's host, which then only says where to connect: `sticky.info` or `sticky.info:8080`. */
  readonly host?: string;
  /** Name for which TLS asks, and for which it checks the certificate, where that is not the host. */
  readonly serverName?: string;
  /** Header fields that every request carries beside the probe's own. Never in a report. */
  readonly fields?: readonly Field[];
  /** PEM of an authority that is trusted for this target, besides those that Node trusts anyway. */
  readonly ca?: string;
  /** Shown to a server that asks for one. */
  readonly clientCertificate?: ClientCertificate;
  /** Who asks. Sent to this target alone; never in a report. */
  readonly credentials?: Credentials;
  /**
   * HTTP proxy to go through: `http://proxy.example:3128`, where it wants them with a user name and a password of its own.
   * Forwards what is http, tunnels the rest, and whatever has an address to connect to. `proxyFor` reads it from the environment.
   */
  readonly proxy?: string;
  /**
   * How many redirects `probe`, `watch` and `generateLoad` follow, 0 to 20, before they begin: they ask the address where these end.
   * Nothing that says who asks goes along to another origin. Default 0.
   */
  readonly redirects?: number;
  /** Client addresses that may be claimed in X-Forwarded-For, because the route believes what stands there. */
  readonly forwardedFor?: readonly string[];
}

/** A target that can be asked. */
export interface ParsedTarget {
  readonly url: URL;
  readonly connectTo?: { readonly host: string; readonly port: number };
  readonly serverName?: string;
  /** Checked, and the Authorization that the credentials make among them. */
  readonly fields?: readonly Field[];
  readonly ca?: string;
  readonly clientCertificate?: ClientCertificate;
  readonly proxy?: ParsedProxy;
  readonly redirects?: number;
  readonly forwardedFor?: readonly string[];
}

const address = z.object({ host: z.string().min(1), port: z.int().min(1).max(65_535) });
const redirectLimit = z.int().min(0).max(20);
const addresses = z.array(z.string().refine((text) => isIP(text) !== 0));

/**
 * The target, checked, its URL without fragment. A `host` becomes the URL's, and the URL's the address to connect to.
 *
 * @throws ProbeError `invalid-url`, `invalid-ca`, `invalid-certificate`, `invalid-credentials`, `invalid-field`,
 * `invalid-proxy` or `invalid-option`
 */
export function parseTarget(target: Target): ParsedTarget {
  const { serverName, ca, clientCertificate, proxy, redirects, forwardedFor } = target;
  const { url, connectTo } = parseAddress(target);
  const fields = [...parseFields(target.fields ?? []), ...parseCredentials(target.credentials)];
  if (fields.filter(([name]) => name.toLowerCase() === 'authorization').length > 1) {
    throw new ProbeError(
      'invalid-credentials',
      'Authorization is given twice: as a field, and as credentials. Leave one.',
    );
  }
  return {
    url,
    ...(connectTo === undefined ? {} : { connectTo }),
    ...(serverName === undefined ? {} : { serverName: parseServerName(serverName) }),
    ...(fields.length === 0 ? {} : { fields }),
    ...(ca === undefined ? {} : { ca: parseAuthority(ca) }),
    ...(clientCertificate === undefined ? {} : { clientCertificate: parseClientCertificate(clientCertificate) }),
    ...(proxy === undefined ? {} : { proxy: parseProxy(proxy) }),
    ...(redirects === undefined ? {} : { redirects: parseRedirects(redirects) }),
    ...(forwardedFor === undefined ? {} : { forwardedFor: parseForwardedFor(forwardedFor) }),
  };
}

function parseAddress({ url: given, host, connectTo }: Target): Pick<ParsedTarget, 'url' | 'connectTo'> {
  const url = parseUrl(given);
  const address = connectTo && parseConnectTo(connectTo);
  if (host === undefined) return { url, ...(address && { connectTo: address }) };
  const asked = URL.parse(`${url.protocol}//${host}`);
  if (asked === null || asked.href !== `${asked.origin}/`) {
    throw new ProbeError('invalid-url', 'Not a host to ask for: give a name, and a port if one belongs to it.');
  }
  const there = address ?? { host: hostOf(url), port: portOf(url) };
  asked.pathname = url.pathname;
  asked.search = url.search;
  return { url: asked, connectTo: there };
}

function parseUrl(given: string): URL {
  const url = URL.parse(given);
  if (given.includes('@') && !(url && url.username === '' && url.password === '')) {
    throw new ProbeError('invalid-url', 'The address carries a user name or a password: leave them out.');
  }
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const shown = printable(given).slice(0, 100);
    throw new ProbeError('invalid-url', `Not a web address: "${shown}". Give one as http://sticky.info/ or https://…`);
  }
  url.hash = '';
  return url;
}

function parseConnectTo(connectTo: unknown): { host: string; port: number } {
  const parsed = address.safeParse(connectTo);
  if (parsed.success) return parsed.data;
  throw new ProbeError('invalid-url', 'The address to connect to needs a host and a port between 1 and 65535.');
}

function parseServerName(name: string): string {
  const url = URL.parse(`https://${name}/`);
  const isName = url !== null && url.href === `https://${url.hostname}/` && isIP(hostOf(url)) === 0;
  if (isName && !name.includes(':')) return url.hostname;
  throw new ProbeError('invalid-url', 'Not a server name for TLS: give a host name, without a port.');
}

function parseRedirects(redirects: unknown): number {
  const parsed = redirectLimit.safeParse(redirects);
  if (parsed.success) return parsed.data;
  throw new ProbeError('invalid-option', 'Option redirects is out of its range: follow 0 to 20 of them.');
}

function parseForwardedFor(claimed: unknown): readonly string[] {
  const parsed = addresses.safeParse(claimed);
  if (parsed.success) return parsed.data;
  throw new ProbeError('invalid-option', 'Option forwardedFor takes IP addresses, such as 203.0.113.7.');
}

/** The host of a URL as the resolver takes it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** A URL as reports show it: what stands in its query may be secret, so the query is left out. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}

/** A target as errors show it: with the address that was dialled, where that is another, and the proxy on the way. */
export function shownTarget({ url, connectTo, proxy }: ParsedTarget): string {
  const at = connectTo === undefined ? '' : ` at ${printable(connectTo.host)}:${connectTo.port}`;
  return `${shownUrl(url)}${at}${proxy === undefined ? '' : ` through the proxy ${proxy.url.host}`}`;
}
