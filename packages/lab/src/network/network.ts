import type { AccessLog } from '../access-log/access-log.ts';
import { EventRecorder } from '../controllers/event-recorder.ts';
import type { TryFaults } from '../faults/try-fault.ts';
import type { Store, StoreView } from '../store/store.ts';
import type { AddressBook } from './address-book.ts';
import type { Addressing } from './addressing.ts';
import { runGateways } from './gateway/gateways.ts';
import { runIngress } from './ingress/ingress.ts';
import { runServiceAddresses } from './service-addresses.ts';
import { runServiceProxy } from './service-proxy/service-proxy.ts';

export interface Network {
  close(): Promise<void>;
}

export interface NetworkOptions {
  readonly store: Store;
  /** What the data path hears of the store, and when. */
  readonly cache: StoreView;
  readonly addressing: Addressing;
  readonly book: AddressBook;
  readonly log: AccessLog;
  readonly faults: TryFaults;
}

/** Makes Services, Ingresses and Gateways reachable: their addresses, their ports, their routes. */
export async function runNetwork(options: NetworkOptions): Promise<Network> {
  const { store, addressing } = options;
  const ingress = await runIngress({ ...options, recorder: new EventRecorder(store, 'nginx-ingress-controller') });
  const addresses = runServiceAddresses(store, new EventRecorder(store, 'service-controller'), addressing);
  const services = runServiceProxy({ ...options, recorder: new EventRecorder(store, 'kube-proxy') });
  const gateways = runGateways({ ...options, recorder: new EventRecorder(store, 'gateway-controller') });
  return {
    async close() {
      addresses.close();
      await Promise.all([gateways.close(), ingress.close(), services.close()]);
    },
  };
}
