import { BlockList, isIP, isIPv4 } from 'node:net';

/** The variables that name a proxy, in either case. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for `url`, by the rules that most programs around Kubernetes share
 * (golang.org/x/net/http/httpproxy): HTTP_PROXY or HTTPS_PROXY by the URL's scheme, none for loopback, and none for what
 * NO_PROXY lists: a host and all below it, `.host` for those below alone, an address, a network as `10.0.0.0/8`, each with a
 * port if need be, or `*`. npm's libraries for this know no networks, which clusters are named by.
 */
export function proxyFromEnvironment(url: URL, env: ProxyVariables): string | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = env[name] || env[name.toUpperCase()];
  if (!proxy || excepts(url, env.no_proxy || env.NO_PROXY || '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function excepts(url: URL, exceptions: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return (
    isLoopback(host) ||
    exceptions
      .toLowerCase()
      .split(',')
      .map((entry) => entry.trim())
      .some((entry) => matches(entry, host, port))
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '' || entry === '*') return entry === '*';
  if (entry.includes('/')) return isWithin(entry, host);
  const { bracketed, plain, ofPort } =
    /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]+))(?::(?<ofPort>\d+))?$/.exec(entry)?.groups ?? {};
  const name = bracketed ?? plain ?? entry;
  if (ofPort !== undefined && ofPort !== port) return false;
  if (isIP(name) !== 0) return name === host;
  const suffix = name.replace(/^\*?\./, '');
  return host.endsWith(`.${suffix}`) || (name === suffix && host === suffix);
}

function isWithin(network: string, host: string): boolean {
  const version = isIP(host);
  const [address = '', bits = ''] = network.split('/', 2);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || isIP(address) !== version || !/^\d{1,3}$/.test(bits) || Number(bits) > longest) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  return list.check(host, family);
}
