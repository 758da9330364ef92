import type { SocketAddress } from '../address-book.ts';
import type { Addressing } from '../addressing.ts';
import { GatewayPort, type GatewayPortOptions, type PortState } from './gateway-port.ts';
import type { PortPlan } from './plan.ts';
import type { RealPorts } from './request-redirect.ts';

/** A gateway that has its address: its ports, open or about to be. */
export class OpenGateway {
  readonly address: string;
  readonly #options: OpenGatewayOptions;
  readonly #changed: () => void;
  /** By the port in the spec. */
  readonly #ports = new Map<number, GatewayPort>();
  /** Ports on their way out, whose sockets another one may have to wait for. */
  readonly #closing = new Set<Promise<void>>();

  constructor(address: string, options: OpenGatewayOptions, changed: () => void) {
    this.address = address;
    this.#options = options;
    this.#changed = changed;
  }

  /** Opens and closes ports until they are those that have listeners, and gives each its routes. */
  update(wanted: ReadonlyMap<number, PortPlan>): void {
    for (const [port, open] of this.#ports) {
      if (wanted.get(port)?.isSecure === open.isSecure) continue;
      this.#ports.delete(port);
      this.#close(open);
    }
    for (const [port, plan] of wanted) {
      const open = this.#ports.get(port) ?? this.#open(port, plan, wanted);
      open.update(plan.listeners);
    }
  }

  stateOf(port: number): PortState {
    return this.#ports.get(port)?.state ?? { type: 'opening' };
  }

  /** Pods that are no backends any more are to have no kept connections. */
  keepOnly(addresses: readonly SocketAddress[]): void {
    for (const port of this.#ports.values()) port.keepOnly(addresses);
  }

  async close(): Promise<void> {
    for (const port of this.#ports.values()) this.#close(port);
    this.#ports.clear();
    await Promise.all(this.#closing);
  }

  #open(port: number, { isSecure }: PortPlan, wanted: ReadonlyMap<number, PortPlan>): GatewayPort {
    const { addressing } = this.#options;
    const first = addressing.port(port);
    const second = SECOND_PORTS[port];
    const ports = first === 0 ? [0] : [first, ...(second === undefined || wanted.has(second) ? [] : [second]), 0];
    const host = addressing.host(this.address);
    const freed = Promise.all(this.#closing);
    const options = { ...this.#options, host, ports, freed, isSecure, realPort: this.#realPort };
    const opened = new GatewayPort(options, this.#changed);
    this.#ports.set(port, opened);
    return opened;
  }

  readonly #realPort: RealPorts = (port) => {
    const state = this.stateOf(port);
    return state.type === 'open' ? state.port : port;
  };

  #close(port: GatewayPort): void {
    const closed = port.close().finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
  }
}

export interface OpenGatewayOptions
  extends Omit<GatewayPortOptions, 'host' | 'ports' | 'freed' | 'isSecure' | 'realPort'> {
  readonly addressing: Addressing;
}

/** Where a port below 1024 is refused: it needs rights on some systems. */
const SECOND_PORTS: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 };
