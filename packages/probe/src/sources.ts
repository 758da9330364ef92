import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { PlannedRequest } from './planned.ts';
import type { ParsedTarget } from './target.ts';

/** An address that a client comes from, or seems to. */
export interface Source {
  readonly address: string;
  /** `local`: dialled from there. `forwarded`: said in X-Forwarded-For, which the target trusts. */
  readonly via: 'local' | 'forwarded';
}

/** How a request comes from a source. */
export function comingFrom({ address, via }: Source): Pick<PlannedRequest, 'source' | 'fields'> {
  return via === 'local' ? { source: address } : { fields: [['x-forwarded-for', address]] };
}

/**
 * The addresses that a probe of `target` can come from: those asked for; else those that it believes in X-Forwarded-For;
 * else, on loopback, others of 127/8 where the system has them, and elsewhere this machine's own. None through a proxy, which
 * comes from its own address.
 */
export async function sourcesOf(
  target: Pick<ParsedTarget, 'url' | 'connectTo' | 'proxy' | 'forwardedFor'>,
  asked: readonly string[] | undefined,
): Promise<readonly Source[]> {
  const local = (addresses: readonly string[]) => addresses.map((address): Source => ({ address, via: 'local' }));
  if (asked !== undefined) return local(asked);
  if (target.forwardedFor !== undefined && target.forwardedFor.length > 0) {
    return target.forwardedFor.map((address) => ({ address, via: 'forwarded' }));
  }
  if (target.proxy !== undefined) return [];
  const host = (target.connectTo?.host ?? target.url.hostname).replace(/^\[|\]$/g, '');
  if (/^127\.|^localhost$/.test(host))
    return local((await canComeFrom(loopback(1))) ? loopback(loopbackAddresses) : []);
  return local(ownAddresses(isIPv6(host) ? 'IPv6' : 'IPv4'));
}

/** As many as tell two choices apart at odds of 1e15; more would be more than a probe needs. */
const loopbackAddresses = 52;

/** Addresses of 127/8 that differ early: nginx's `ip_hash` looks at the first three bytes only. */
function loopback(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `127.${100 + index}.${(index * 37) % 256}.${1 + ((index * 91) % 254)}`,
  );
}

/** Linux and Windows answer for all of 127/8, macOS for 127.0.0.1 alone. */
async function canComeFrom(addresses: readonly string[]): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    const bound = once(socket, 'listening');
    socket.bind({ address: addresses[0] ?? '', port: 0 });
    await bound;
    return true;
  } catch {
    // EADDRNOTAVAIL, or forbidden: no such source, which the verdict tells.
    return false;
  } finally {
    socket.close();
  }
}

function ownAddresses(family: 'IPv4' | 'IPv6'): readonly string[] {
  const usable = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return usable
    .filter((each) => each.family === family && !each.internal && !each.scopeid)
    .map(({ address }) => address);
}
