import { BlockList, isIP } from 'node:net';

/** Names and values of the environment: `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a URL, as it stands there; undefined for none. It reads HTTP_PROXY, HTTPS_PROXY,
 * ALL_PROXY and NO_PROXY in lower and upper case, by the rules on which curl and Go agree; where they do not, by Go's:
 * loopback goes straight. For a target with an address to connect to, ask with that address.
 *
 * Own code, since what there is (`proxy-from-env`) reads no other environment than the process's and knows no CIDR.
 */
export function proxyFor(url: string | URL, environment: Environment): string | undefined {
  const asked = URL.parse(String(url));
  if (asked === null) return undefined;
  const host = asked.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isLoopback(host) || exempt(host, asked.port, asked.protocol, read(environment, 'no_proxy') ?? ''))
    return undefined;
  // In a CGI program HTTP_PROXY is what a request's field Proxy says (CVE-2016-5385).
  const hostile = asked.protocol === 'http:' && environment.REQUEST_METHOD !== undefined;
  const own = hostile ? environment.http_proxy : read(environment, `${asked.protocol.slice(0, -1)}_proxy`);
  return own || read(environment, 'all_proxy');
}

/** Lower case first, as curl has it; what is empty says nothing. */
function read(environment: Environment, name: string): string | undefined {
  return environment[name] || environment[name.toUpperCase()] || undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || within(host, '127.0.0.0/8') || within(host, '::1/128');
}

function exempt(host: string, port: string, protocol: string, list: string): boolean {
  const effective = port || (protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => covers(entry, host, effective));
}

/** `*`, a name with all below it, an address, a network, and each but the first with a port. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return within(host, entry);
  const [, bracketed, plain = '', only] = /^(?:\[([^\]]+)\]|([^:]+|.*:.*:.*))(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const name = bracketed ?? plain;
  if (isIP(name) !== 0) return within(host, `${name}/${isIP(name) === 4 ? 32 : 128}`);
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function within(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), name);
  return list.check(host, name);
}
