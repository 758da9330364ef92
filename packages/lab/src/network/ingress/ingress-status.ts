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

class IngressStatus {
  readonly #store: Store;
  readonly #recorder: EventRecorder;
  readonly #listeners: IngressListeners;
  /** By uid, the last version that was not refused, which is in force: its address is ours to take out again. */
  readonly #accepted = new Map<string, string>();
  /** By uid, what events have said of the version before: a new status is no reason to say it again. */
  readonly #told = new Map<string, readonly string[]>();

  constructor(store: Store, recorder: EventRecorder, listeners: IngressListeners) {
    this.#store = store;
    this.#recorder = recorder;
    this.#listeners = listeners;
  }

  reconcile(key: ObjectKey): undefined {
    const ingress = this.#store.get('ingresses', key);
    if (ingress === undefined) return;
    const { uid, resourceVersion } = ingress.metadata;
    if (!new OurClasses(this.#store).has(ingress)) {
      this.#told.delete(uid);
      if (this.#accepted.delete(uid)) this.#write(ingress, []);
      return;
    }
    const refusal = refusalOf(ingress);
    this.#tell(ingress, refusal === undefined ? warningsOf(ingress) : [['Rejected', refusal]]);
    // As there: every version is synced, also the one that has only a new status.
    if (refusal === undefined && this.#accepted.get(uid) !== resourceVersion) {
      this.#recorder.record(ingress, 'Normal', 'Sync', 'Scheduled for sync');
      this.#accepted.set(uid, resourceVersion);
    }
    this.#write(ingress, this.#accepted.has(uid) ? [addressOf(ingress, this.#listeners)] : []);
  }

  #write(ingress: Ingress, addresses: readonly IngressLoadBalancerIngress[]): void {
    this.#store.update('ingresses', {
      ...ingress,
      status: { loadBalancer: addresses.length === 0 ? {} : { ingress: [...addresses] } },
    });
  }

  #tell(ingress: Ingress, warnings: readonly Warning[]): void {
    const before = this.#told.get(ingress.metadata.uid) ?? [];
    this.#told.set(
      ingress.metadata.uid,
      warnings.map(([, message]) => message),
    );
    for (const [reason, message] of warnings) {
      if (!before.includes(message)) this.#recorder.record(ingress, 'Warning', reason, message);
    }
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
