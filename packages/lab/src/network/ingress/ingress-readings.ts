import { type IngressNginxSettings, readIngressNginx } from '@sticky/manifests';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { type LocationSettings, readLocationSettings } from './annotations/settings.ts';
import { refusalOf } from './ingress-admission.ts';
import { OurClasses } from './ingress-class.ts';

type Ingress = Stored<'ingresses'>;

/** An Ingress and what its annotations mean. */
export interface ReadIngress {
  readonly ingress: Ingress;
  readonly settings: LocationSettings;
  /** What it asks for at its upstreams. */
  readonly upstreamSettings: IngressNginxSettings;
  /** It takes a part of other Ingresses' requests, and has no locations of its own. */
  readonly isCanary: boolean;
}

/** Reads each version of an Ingress once, and knows which version of it is in force. */
export class IngressReadings {
  readonly #read = new WeakMap<Ingress, ReadIngress | undefined>();
  /** By uid: the last version that was not refused. */
  #accepted = new Map<string, ReadIngress>();

  /**
   * The Ingresses to serve, in the order in which they count. Of one that is refused as it stands, the version before
   * stays in force.
   */
  inForce(store: StoreView): readonly ReadIngress[] {
    const classes = new OurClasses(store);
    const accepted = new Map<string, ReadIngress>();
    for (const ingress of store.list('ingresses')) {
      const { uid } = ingress.metadata;
      const read = classes.has(ingress) ? (this.#readOnce(ingress) ?? this.#accepted.get(uid)) : undefined;
      if (read !== undefined) accepted.set(uid, read);
    }
    this.#accepted = accepted;
    return [...accepted.values()].sort(byAge);
  }

  #readOnce(ingress: Ingress): ReadIngress | undefined {
    if (this.#read.has(ingress)) return this.#read.get(ingress);
    const read = refusalOf(ingress) === undefined ? readIngress(ingress) : undefined;
    this.#read.set(ingress, read);
    return read;
  }
}

/** Reads one that is not refused. */
export function readIngress(ingress: Ingress): ReadIngress {
  const annotations = ingress.metadata.annotations ?? {};
  const { settings: upstreamSettings } = readIngressNginx(annotations);
  const { settings } = readLocationSettings(annotations);
  return { ingress, settings, upstreamSettings, isCanary: upstreamSettings.canary !== undefined };
}

/** Oldest first, of equal age by name, descending. */
export function byAge({ ingress: a }: ReadIngress, { ingress: b }: ReadIngress): number {
  const [first, second] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  // Both in UTC and to the second, so that their texts compare as their times do.
  if (first !== second) return first < second ? -1 : 1;
  return fullName(a) < fullName(b) ? 1 : -1;
}

function fullName({ metadata }: Ingress): string {
  return `${metadata.namespace}/${metadata.name}`;
}
