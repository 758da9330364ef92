import { compile } from '../linear-pattern.ts';
import { ANY_HOST, type Server } from './servers.ts';

/** A server and by which name it was found. */
export interface NamedServer<S> {
  readonly server: S;
  /** It only redirects to the server, from `www.` or to it. */
  readonly isWwwRedirect: boolean;
}

/**
 * Finds the server of a host as nginx does: its exact name, then a wildcard at the beginning, then one at the end, then
 * a regular expression, then the default server. Of equal names the first counts.
 */
export class ServerNames<S extends Pick<Server, 'hostname' | 'aliases' | 'redirectsFromWww'>> {
  readonly #exact = new Map<string, NamedServer<S>>();
  /** By what follows the `*`, with its dot. */
  readonly #leading = new Map<string, NamedServer<S>>();
  /** By what stands before the `*`, with its dot. */
  readonly #trailing = new Map<string, NamedServer<S>>();
  /** Hosts of Ingresses with a wildcard, which stands for one label. */
  readonly #oneLabel = new Map<string, NamedServer<S>>();
  readonly #patterns: { readonly matches: (host: string) => boolean; readonly found: NamedServer<S> }[] = [];
  readonly #default: NamedServer<S>;

  /** @throws PatternError for an alias that is no regular expression */
  constructor(servers: readonly S[]) {
    const sorted = [...servers].sort((a, b) => (a.hostname < b.hostname ? -1 : 1));
    const fallback = sorted.find(({ hostname }) => hostname === ANY_HOST);
    if (fallback === undefined) throw new TypeError(`there is no server ${ANY_HOST}`);
    this.#default = { server: fallback, isWwwRedirect: false };
    this.#addRedirects(sorted);
    for (const server of sorted) {
      const { hostname } = server;
      const names = hostname.startsWith('*.') ? this.#oneLabel : this.#exact;
      names.set(hostname, { server, isWwwRedirect: false });
      for (const alias of server.aliases) this.#addAlias(server, alias);
    }
  }

  find(host: string): NamedServer<S> {
    return (
      this.#exact.get(host) ??
      longest(this.#leading, suffixesOf(host)) ??
      longest(this.#trailing, prefixesOf(host)) ??
      this.#oneLabel.get(wildcardOf(host) ?? '') ??
      this.#patterns.find(({ matches }) => matches(host))?.found ??
      this.#default
    );
  }

  /** Their servers come first in nginx's configuration. A host that has rules of its own is not redirected. */
  #addRedirects(servers: readonly S[]): void {
    const hosts = new Set(servers.map(({ hostname }) => hostname));
    for (const server of servers) {
      const { hostname } = server;
      const from = hostname.startsWith('www.') ? hostname.slice('www.'.length) : `www.${hostname}`;
      if (!server.redirectsFromWww || hosts.has(from)) continue;
      this.#exact.set(from, { server, isWwwRedirect: true });
    }
  }

  #addAlias(server: S, alias: string): void {
    const found = { server, isWwwRedirect: false };
    if (alias.startsWith('~')) {
      const pattern = compile(alias.slice(1));
      this.#patterns.push({ matches: (host) => pattern.test(host), found });
    } else if (alias.startsWith('*.')) {
      setFirst(this.#leading, alias.slice(1), found);
    } else if (alias.startsWith('.')) {
      setFirst(this.#leading, alias, found);
      setFirst(this.#exact, alias.slice(1), found);
    } else if (alias.endsWith('.*')) setFirst(this.#trailing, alias.slice(0, -1), found);
    else setFirst(this.#exact, alias, found);
  }
}

function setFirst<V>(names: Map<string, V>, name: string, value: V): void {
  if (!names.has(name)) names.set(name, value);
}

function longest<V>(names: ReadonlyMap<string, V>, candidates: Iterable<string>): V | undefined {
  if (names.size === 0) return undefined;
  for (const candidate of candidates) {
    const found = names.get(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `.b.c`, `.c` of `a.b.c`. */
function* suffixesOf(host: string): Generator<string> {
  for (let at = host.indexOf('.', 1); at !== -1; at = host.indexOf('.', at + 1)) yield host.slice(at);
}

/** `a.b.`, `a.` of `a.b.c`. */
function* prefixesOf(host: string): Generator<string> {
  for (let at = host.lastIndexOf('.'); at > 0; at = host.lastIndexOf('.', at - 1)) yield host.slice(0, at + 1);
}

/** ingress-nginx makes `*.b.c` the pattern `^[\w-]+\.b\.c$`. */
function wildcardOf(host: string): string | undefined {
  const dot = host.indexOf('.');
  return dot > 0 && /^[\w-]+$/.test(host.slice(0, dot)) ? `*${host.slice(dot)}` : undefined;
}
