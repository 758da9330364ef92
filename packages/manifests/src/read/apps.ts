import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import { servicesOf } from '../routing.ts';
import type { RoutedReading } from './documents.ts';
import { kindOf } from './object-index.ts';

/** What documents show of an App: its pods' workloads, the Service before them, and what leads there, router by router. */
export interface DocumentApp {
  /** Name of the Service that everything leads to. */
  readonly name: string;
  readonly namespace?: string;
  /** Absent where it is not among the documents. */
  readonly service?: KubernetesObject;
  /** Deployments, StatefulSets and others whose pods the Service selects. */
  readonly workloads: readonly KubernetesObject[];
  readonly readings: readonly RoutedReading[];
}

const selecting = z.looseObject({ spec: z.looseObject({ selector: z.record(z.string(), z.string()) }) });
const labels = z.record(z.string(), z.string()).default({});
const running = z.looseObject({
  spec: z.looseObject({ template: z.looseObject({ metadata: z.looseObject({ labels }) }) }),
});

/** The Apps that objects and their readings show, one for each Service, in the order in which it first appears. */
export function appsOf(
  objects: readonly KubernetesObject[],
  readings: readonly RoutedReading[],
): readonly DocumentApp[] {
  const keyOf = (name: string, namespace: string | undefined) => `${namespace ?? ''}/${name}`;
  const services = new Map(
    objects
      .filter((object) => kindOf(object) === '/Service')
      .map((object) => [keyOf(object.metadata.name, object.metadata.namespace), object]),
  );
  const led = Map.groupBy(
    readings.flatMap((reading) => servicesOf(reading.routing).map((service) => ({ service, reading }))),
    ({ service, reading }) => keyOf(service, reading.routing.namespace),
  );
  const workloadsOf = workloadFinder(objects);
  return [...new Set([...services.keys(), ...led.keys()])].map((key) => {
    const service = services.get(key);
    const slash = key.indexOf('/');
    const namespace = key.slice(0, slash);
    return {
      name: key.slice(slash + 1),
      ...(namespace !== '' && { namespace }),
      ...(service !== undefined && { service }),
      workloads: service === undefined ? [] : workloadsOf(service),
      readings: (led.get(key) ?? []).map(({ reading }) => reading),
    };
  });
}

/** Finds whose pods a Service selects. Indexed by label, so that thousands of Apps take no thousand times as long. */
function workloadFinder(objects: readonly KubernetesObject[]) {
  const byLabel = new Map<string, { object: KubernetesObject; labels: Readonly<Record<string, string>> }[]>();
  const labelKey = (namespace: string | undefined, key: string, value: string) => `${namespace ?? ''} ${key}=${value}`;
  for (const object of objects) {
    const { data } = running.safeParse(object);
    if (data === undefined) continue;
    const pod = { object, labels: data.spec.template.metadata.labels };
    for (const [key, value] of Object.entries(pod.labels)) {
      const at = labelKey(object.metadata.namespace, key, value);
      const there = byLabel.get(at);
      if (there === undefined) byLabel.set(at, [pod]);
      else there.push(pod);
    }
  }
  return (service: KubernetesObject): readonly KubernetesObject[] => {
    const wanted = Object.entries(selecting.safeParse(service).data?.spec.selector ?? {});
    const lists = wanted.map(([key, value]) => byLabel.get(labelKey(service.metadata.namespace, key, value)) ?? []);
    const [fewest = []] = lists.toSorted((a, b) => a.length - b.length);
    return fewest
      .filter((pod) => wanted.every(([key, value]) => pod.labels[key] === value))
      .map(({ object }) => object);
  };
}
