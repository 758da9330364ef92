import type { Addressing } from './addressing.ts';

/** An address that a socket can connect to. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a pod's port is in truth: the same as what the API shows, unless the pod had to listen elsewhere. */
export class AddressBook {
  readonly #addressing: Addressing;
  readonly #entries = new Map<string, SocketAddress>();

  constructor(addressing: Addressing) {
    this.#addressing = addressing;
  }

  set(ip: string, port: number, real: SocketAddress): void {
    this.#entries.set(`${ip}:${port}`, real);
  }

  delete(ip: string, port: number): void {
    this.#entries.delete(`${ip}:${port}`);
  }

  /** Whether a socket's address is one of that pod's. */
  isOf(ip: string, { host, port }: SocketAddress): boolean {
    if (this.#addressing.mode === 'range') return host === ip;
    const places = [...this.#entries].filter(([place]) => place.startsWith(`${ip}:`));
    return places.some(([, real]) => real.host === host && real.port === port);
  }

  /** Undefined when nothing can listen there. */
  resolve(ip: string, port: number): SocketAddress | undefined {
    const known = this.#entries.get(`${ip}:${port}`);
    if (known !== undefined) return known;
    // A pod may open ports that its manifest does not name: with an address of its own, they are where they seem. So are
    // those of addresses that are none of the lab's, such as what the name of an ExternalName stands for.
    const { mode, pods, services } = this.#addressing;
    return mode === 'ports' && (pods.includes(ip) || services.includes(ip)) ? undefined : { host: ip, port };
  }
}
