import { AddressPool } from './address-pool.ts';

/**
 * Which addresses a lab hands out, and where they are in truth.
 *
 * In mode `range` they are real: each pod, service and the ingress has a loopback address of its own. In mode `ports`,
 * for a system whose only loopback address is 127.0.0.1, pods and services have addresses that exist in the API alone,
 * and everything listens on 127.0.0.1, each on a port of its own.
 */
export interface Addressing {
  readonly mode: 'range' | 'ports';
  /** Where the API server and the NodePorts listen. */
  readonly node: string;
  /** Where the ingress listens. */
  readonly ingress: string;
  readonly pods: AddressPool;
  readonly services: AddressPool;
  /** Where the gateways listen, each on an address of its own. Absent where all share one. */
  readonly gateways?: AddressPool;
  /** The address on which a socket for `address` listens. */
  host(address: string): string;
  /** The port to try first for `port`; 0 for any free one. */
  port(port: number): number;
}

/** 127.X.0.0/16: node .0.1, pods .0.2 and on, services .1.N, ingress .2.1, gateways .3.N. */
export function rangeAddressing(second: number): Addressing {
  const subnet = `127.${second}`;
  return {
    mode: 'range',
    node: `${subnet}.0.1`,
    ingress: `${subnet}.2.1`,
    pods: new AddressPool(`${subnet}.0.`, 2, 254),
    services: new AddressPool(`${subnet}.1.`, 1, 254),
    gateways: new AddressPool(`${subnet}.3.`, 1, 254),
    host: (address) => address,
    port: (port) => port,
  };
}

/** Addresses that no socket has, in the range that carriers share (RFC 6598): they collide with no private network. */
export function portsAddressing(): Addressing {
  return {
    mode: 'ports',
    node: '127.0.0.1',
    ingress: '127.0.0.1',
    pods: new AddressPool('100.77.0.', 2, 254),
    services: new AddressPool('100.77.1.', 1, 254),
    host: () => '127.0.0.1',
    port: () => 0,
  };
}
