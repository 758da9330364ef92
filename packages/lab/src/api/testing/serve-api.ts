import { AccessLog } from '../../access-log/access-log.ts';
import { EventRecorder } from '../../controllers/event-recorder.ts';
import { Faults } from '../../faults/faults.ts';
import { createCertificate } from '../../state/certificate.ts';
import { Store, type StoreOptions } from '../../store/store.ts';
import { WatchCache } from '../../store/watch-cache.ts';
import { type ApiOptions, startApi } from '../server.ts';
import { type ApiClient, createApiClient } from './api-client.ts';

export interface ServedApi extends ApiClient {
  readonly store: Store;
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** An API server of its own for a test, with the namespace `default` and nothing else: no controllers, no kubelet. */
export async function serveApi(
  options: Partial<Pick<ApiOptions, 'logs' | 'accessLog' | 'onShutdown'>> & StoreOptions = {},
): Promise<ServedApi> {
  const host = '127.0.0.1';
  const token = 'a-token-of-this-test';
  const store = new Store(options);
  store.create('namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'default' },
    status: { phase: 'Active' },
  });
  const tls = await createCertificate(host);
  const cache = new WatchCache(store);
  const kubelet = { hang: () => [], crash: () => false };
  const faults = new Faults({ store, cache, kubelet, recorder: new EventRecorder(store, 'lab-faults') });
  const { logs = noLogs, accessLog = new AccessLog(), onShutdown = () => {} } = options;
  const api = await startApi({ store, cache, faults, host, port: 0, token, tls, logs, accessLog, onShutdown });
  const client = createApiClient({ url: api.url, ca: tls.cert, token });
  return {
    ...client,
    store,
    url: api.url,
    ca: tls.cert,
    token,
    async close() {
      await client.close();
      await api.close();
      await faults.close();
      cache.close();
    },
  };
}

async function* noLogs(): AsyncGenerator<string> {}
