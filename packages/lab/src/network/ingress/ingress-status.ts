import { readIngressNginx } from '@sticky/manifests';
import { type Closable, itself, keyOf, runController } from '../../controllers/controller.ts';
import type { EventRecorder } from '../../controllers/event-recorder.ts';
import type { ObjectKey, Store } from '../../store/store.ts';
import type { SocketAddress } from '../address-book.ts';
import { isOurs, refusalOf } from './ingress-admission.ts';

/** Tells in each Ingress where it is reached, or in an event why it is not. */
export function runIngressStatus(store: Store, recorder: EventRecorder, address: SocketAddress): Closable {
  return runController({
    store,
    recorder,
    resource: 'ingresses',
    triggers: { ingresses: itself, ingressclasses: () => store.list('ingresses').map(keyOf) },
    reconcile: (key) => reconcile(store, recorder, address, key),
  });
}

function reconcile(store: Store, recorder: EventRecorder, { host, port }: SocketAddress, key: ObjectKey): undefined {
  const ingress = store.get('ingresses', key);
  if (ingress === undefined || !isOurs(store, ingress)) return;
  const refusal = refusalOf(ingress);
  if (refusal !== undefined) {
    recorder.record(ingress, 'Warning', 'Rejected', refusal);
    store.update('ingresses', { ...ingress, status: { loadBalancer: {} } });
    return;
  }
  const ports = port === 80 ? {} : { ports: [{ port, protocol: 'TCP' }] };
  const written = store.update('ingresses', {
    ...ingress,
    status: { loadBalancer: { ingress: [{ ip: host, ...ports }] } },
  });
  if (written.metadata.resourceVersion === ingress.metadata.resourceVersion) return;
  recorder.record(written, 'Normal', 'Sync', 'Scheduled for sync');
  for (const { message } of readIngressNginx(ingress.metadata.annotations ?? {}).problems) {
    recorder.record(written, 'Warning', 'AnnotationIgnored', message);
  }
}
