import type { Loss } from '../router.ts';
import { type Routing, type Rule, requireRules, type Tls } from '../routing.ts';

/** What a routing says of one host. */
export interface HostRouting {
  /** Names the object of the host: the routing's own name where there is but one host. */
  readonly name: string;
  /** Without it every host. */
  readonly host?: string;
  readonly rules: readonly Rule[];
  readonly tls?: Tls;
}

/**
 * A routing in parts of a host each, for routers whose objects say hosts and paths apart.
 *
 * @throws ManifestError `invalid-input` when there is no rule.
 */
export function byHost(routing: Routing): readonly HostRouting[] {
  requireRules(routing);
  const { name, rules, tls } = routing;
  const hosts = [...Map.groupBy(rules, ({ host }) => host)];
  return hosts.map(([host, there]) => {
    const certificate = tlsOf(tls, host);
    return {
      name: hosts.length === 1 ? name : nameOf(name, host),
      ...(host !== undefined && { host }),
      rules: there,
      ...(certificate !== undefined && { tls: certificate }),
    };
  });
}

/** The TLS of a host: its own, that of a wildcard above it, or that of all hosts. */
export function tlsOf(tls: readonly Tls[], host: string | undefined): Tls | undefined {
  const wildcard = host?.replace(/^[^.]+/, '*');
  const named = (wanted: string | undefined) => tls.find((entry) => entry.host === wanted);
  return (host === undefined ? undefined : (named(host) ?? named(wildcard))) ?? named(undefined);
}

/** TLS without a Secret is lost by a router that has no certificate of its own to show. */
export function tlsWithoutSecretLoss({ tls }: Routing, title: string): Loss[] {
  if (tls.every(({ secretName }) => secretName !== undefined)) return [];
  const reason = `${title} shows no certificate of its own: name the Secret of each host that is to have TLS.`;
  return [{ field: 'tls', reason }];
}

/** Of the TLS of a routing what names a Secret. */
export function withSecret<R extends Pick<Routing, 'tls'>>(routing: R): R {
  return { ...routing, tls: routing.tls.filter(({ secretName }) => secretName !== undefined) };
}

/** A name for each host and no two alike: no host begins with a hyphen, so `--` stands for the wildcard alone. */
function nameOf(name: string, host: string | undefined): string {
  if (host === undefined) return name;
  return (host.startsWith('*.') ? `${name}--${host.slice(2)}` : `${name}-${host}`).slice(0, 253).replace(/[-.]+$/, '');
}
