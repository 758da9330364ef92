import { readIngressNginx } from '@sticky/manifests';
import type { IngressLoadBalancerIngress } from 'kubernetes-types/networking/v1.js';
import { type Closable, itself, keyOf, runController } from '../../controllers/controller.ts';
import type { EventRecorder } from '../../controllers/event-recorder.ts';
import type { Stored } from '../../store/resource-types.ts';
import type { ObjectKey, Store } from '../../store/store.ts';
import { readLocationSettings } from './annotations/settings.ts';
import { unsupportedAnnotations } from './annotations/support.ts';
import { addressOf, type IngressListeners } from './ingress-address.ts';
import { refusalOf } from './ingress-admission.ts';
import { OurClasses } from './ingress-class.ts';

type Ingress = Stored<'ingresses'>;

/** Tells in each Ingress where it is reached, and in events what becomes of it. */
export function runIngressStatus(store: Store, recorder: EventRecorder, listeners: IngressListeners): Closable {
  const status = new IngressStatus(store, recorder, listeners);
  return runController({
    store,
    recorder,
    resource: 'ingresses',
    triggers: { ingresses: itself, ingressclasses: () => store.list('ingresses').map(keyOf) },
    reconcile: (key) => status.reconcile(key),
  });
}

/** An Ingress of our class, as it was looked at last. */
interface Known {
  readonly uid: string;
  /** The version that is in force: the last one that was not refused. */
  readonly accepted: string | undefined;
  /** What events have said of the version before: a new status is no reason to say it again. */
  readonly told: readonly string[];
}

class IngressStatus {
  readonly #store: Store;
  readonly #recorder: EventRecorder;
  readonly #listeners: IngressListeners;
  /** By namespace and name. */
  readonly #known = new Map<string, Known>();

  constructor(store: Store, recorder: EventRecorder, listeners: IngressListeners) {
    this.#store = store;
    this.#recorder = recorder;
    this.#listeners = listeners;
  }

  reconcile(key: ObjectKey): undefined {
    const ingress = this.#store.get('ingresses', key);
    const id = `${key.namespace}/${key.name}`;
    const before = this.#known.get(id);
    if (ingress === undefined || !new OurClasses(this.#store).has(ingress)) {
      this.#known.delete(id);
      if (ingress !== undefined && before?.uid === ingress.metadata.uid) this.#write(ingress, []);
      return;
    }
    const { uid, resourceVersion } = ingress.metadata;
    const known = before?.uid === uid ? before : { uid, accepted: undefined, told: [] };
    const refusal = refusalOf(ingress);
    const warnings = refusal === undefined ? warningsOf(ingress) : [['Rejected', refusal] as const];
    for (const [reason, message] of warnings) {
      if (!known.told.includes(message)) this.#recorder.record(ingress, 'Warning', reason, message);
    }
    // As there: every version is synced, also the one that has only a new status.
    const isSynced = refusal === undefined && known.accepted !== resourceVersion;
    if (isSynced) this.#recorder.record(ingress, 'Normal', 'Sync', 'Scheduled for sync');
    const accepted = isSynced ? resourceVersion : known.accepted;
    this.#known.set(id, { uid, accepted, told: warnings.map(([, message]) => message) });
    this.#write(ingress, accepted === undefined ? [] : [addressOf(ingress, this.#listeners)]);
  }

  #write(ingress: Ingress, addresses: readonly IngressLoadBalancerIngress[]): void {
    this.#store.update('ingresses', {
      ...ingress,
      status: { loadBalancer: addresses.length === 0 ? {} : { ingress: [...addresses] } },
    });
  }
}

type Warning = readonly [reason: string, message: string];

/** What is other than its annotations let expect. */
function warningsOf({ metadata: { annotations = {} } }: Ingress): readonly Warning[] {
  const { settings, problems } = readLocationSettings(annotations);
  const { unreadable } = settings.sources;
  // The words of ingress-nginx, for what makes its locations answer 503.
  const denied = `Error parsing annotations: annotation ${unreadable} contains invalid value`;
  return [
    ...[...readIngressNginx(annotations).problems, ...problems].map(
      ({ message }): Warning => ['AnnotationIgnored', message],
    ),
    ...unsupportedAnnotations(annotations).map(({ support, message }): Warning => {
      return [support === 'unknown' ? 'AnnotationUnknown' : 'AnnotationUnsupported', message];
    }),
    ...(unreadable === undefined ? [] : [['AnnotationParsingFailed', denied] as const]),
  ];
}
