import type { Stored } from '../../store/resource-types.ts';
import type { Addressing } from '../addressing.ts';
import type { Finding } from './conditions.ts';

/** The address of a gateway, or what is wrong with the ones that it asks for. */
export type GatewayAddress =
  | { readonly address: string }
  | { readonly condition: 'Accepted' | 'Programmed'; readonly finding: Finding };

/** Gives each gateway an address of its own, or the one that all share where the system has no other. */
export class GatewayAddresses {
  readonly #addressing: Addressing;
  /** By the gateway's uid. */
  readonly #held = new Map<string, string>();

  constructor(addressing: Addressing) {
    this.#addressing = addressing;
  }

  /** The same one for as long as the gateway does not ask for another. */
  assign({ metadata, spec }: Stored<'gateways'>): GatewayAddress {
    const [wanted, ...others] = spec.addresses ?? [];
    const { type = 'IPAddress', value } = wanted ?? {};
    if (type !== 'IPAddress' || others.length > 0) {
      const message = 'The lab gives a gateway one address of type IPAddress';
      return { condition: 'Accepted', finding: { status: 'False', reason: 'UnsupportedAddress', message } };
    }
    const held = this.#held.get(metadata.uid);
    if (held !== undefined && (value === undefined || value === '' || value === held)) return { address: held };
    this.release(metadata.uid);
    const address = value ? this.#claim(value) : this.#take();
    if (address === undefined) return { condition: 'Programmed', finding: this.#lack(value) };
    this.#held.set(metadata.uid, address);
    return { address };
  }

  release(uid: string): void {
    const held = this.#held.get(uid);
    if (held !== undefined) this.#addressing.gateways?.release(held);
    this.#held.delete(uid);
  }

  #take(): string | undefined {
    const { gateways, ingress } = this.#addressing;
    return gateways === undefined ? ingress : gateways.take();
  }

  #claim(address: string): string | undefined {
    const { gateways, ingress } = this.#addressing;
    const isHad = gateways === undefined ? address === ingress : gateways.claim(address);
    return isHad ? address : undefined;
  }

  #lack(value: string | undefined): Finding {
    if (!value)
      return { status: 'False', reason: 'AddressNotAssigned', message: 'No address is left for another gateway' };
    const message = `${value} is taken or not an address of this lab: leave spec.addresses out to be given one`;
    return { status: 'False', reason: 'AddressNotUsable', message };
  }
}
