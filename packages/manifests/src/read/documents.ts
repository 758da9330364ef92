import type { KubernetesObject } from '../objects.ts';
import type { Reading, Router, RouterId } from '../router.ts';
import { routers } from '../routers/index.ts';
import type { Source } from '../yaml/source.ts';
import { bySameCluster } from './same-cluster.ts';
import { type Candidates, servesSharedKinds, servingOf } from './serving.ts';

/** What documents ask of the router that serves them. */
export interface RoutedReading extends Reading {
  readonly router: RouterId;
}

/** An object that routes, and that no router is known to serve. */
export interface Unserved {
  readonly object: KubernetesObject;
  /** Why, and what to do about it, in one sentence. */
  readonly reason: string;
}

/** What a set of documents routes, and what of it nobody is known to serve. */
export interface ReadObjects {
  readonly readings: readonly RoutedReading[];
  readonly unserved: readonly Unserved[];
}

/**
 * What documents ask of which router, in the order of the documents; each object that routes stands under the router that
 * serves it. That is the one whose controller its IngressClass or GatewayClass names, where that is among the documents;
 * else by the usual names of classes; else by annotations on it or its Services, or policies beside it. Of several it is the
 * one that finds an affinity and understands most; `assumed` has the field `router` where that is a guess. Files that say
 * the same object, as overlays do, are read apart.
 */
export function readDocuments(sources: readonly Source[]): readonly RoutedReading[] {
  return bySameCluster(sources).flatMap(
    (cluster) => readObjects(cluster.flatMap(({ documents }) => documents.map(({ object }) => object))).readings,
  );
}

/** What objects ask of which router, as `readDocuments`, and which of them nobody is known to serve. */
export function readObjects(objects: readonly KubernetesObject[]): ReadObjects {
  const serving = servingOf(objects);
  const candidates = new Map<KubernetesObject, Candidates>();
  const unserved: Unserved[] = [];
  const others: KubernetesObject[] = [];
  for (const object of objects) {
    const served = serving(object);
    if (served === undefined) others.push(object);
    else if ('reason' in served) unserved.push({ object, reason: served.reason });
    else candidates.set(object, served);
  }

  const readings: RoutedReading[] = [];
  const byObject = new Map<KubernetesObject, RoutedReading[]>();
  for (const router of Object.values(routers)) {
    for (const reading of readingsOf(router, others, candidates)) {
      const routed = { ...reading, router: router.id };
      const shared = reading.from.find((object) => candidates.has(object));
      if (shared === undefined) readings.push(routed);
      else byObject.set(shared, [...(byObject.get(shared) ?? []), routed]);
    }
  }
  for (const [object, served] of candidates) {
    const chosen = chosenOf(served, byObject.get(object) ?? []);
    readings.push(...chosen);
    if (chosen.length === 0) unserved.push({ object, reason: 'It leads to no Service: give it a rule that does.' });
  }
  const order = new Map(objects.map((object, index) => [object, index]));
  const positionOf = (object: KubernetesObject | undefined) => (object && order.get(object)) ?? objects.length;
  return {
    readings: readings.toSorted((a, b) => positionOf(a.from[0]) - positionOf(b.from[0])),
    unserved: unserved.toSorted((a, b) => positionOf(a.object) - positionOf(b.object)),
  };
}

/** What one router is asked, were it to serve all that it may. */
function readingsOf(
  router: Router,
  others: readonly KubernetesObject[],
  candidates: ReadonlyMap<KubernetesObject, Candidates>,
): readonly Reading[] {
  const own = [...candidates].flatMap(([object, served]) => (served.routers.includes(router) ? [object] : []));
  return own.length === 0 && servesSharedKinds(router) ? [] : router.read([...own, ...others]);
}

/** The readings of the router that finds an affinity and understands most of the object; of equals the likelier one's. */
function chosenOf({ routers: serving, assumed }: Candidates, readings: readonly RoutedReading[]): RoutedReading[] {
  const choices = serving.map(({ id }) => readings.filter(({ router }) => router === id));
  const [chosen = []] = choices.toSorted((a, b) => doubt(a) - doubt(b));
  return chosen.map((reading) => ({ ...reading, assumed: [...reading.assumed, ...assumed] }));
}

/** The more of it is left open or not understood, the larger; without any affinity it is largest. */
function doubt(readings: readonly Reading[]): number {
  if (readings.every(({ affinity }) => affinity.kind === 'none')) return Number.MAX_SAFE_INTEGER;
  return readings.reduce((sum, { assumed, unread }) => sum + assumed.length + unread.length, 0);
}
