import { servicesOf } from '../../routing.ts';
import type { Scene } from '../rule.ts';
import type { ServiceView } from './service.ts';
import type { WorkloadView } from './workload.ts';

/** The Services among the documents to which some router keeps clients, each once, with what keeps them. */
export function stickyServices(scene: Scene): ReadonlyMap<ServiceView, Scene['readings']> {
  const kept = new Map<ServiceView, Scene['readings'][number][]>();
  for (const reading of scene.readings) {
    if (reading.affinity.kind === 'none') continue;
    for (const name of servicesOf(reading.routing)) {
      const service = scene.findService(name, reading.routing.namespace);
      if (service === undefined) continue;
      const readings = kept.get(service);
      if (readings === undefined) kept.set(service, [reading]);
      else readings.push(reading);
    }
  }
  return kept;
}

/** What runs the pods that clients are kept on, each once. */
export function stickyWorkloads(scene: Scene): ReadonlySet<WorkloadView> {
  return new Set([...stickyServices(scene).keys()].flatMap((service) => scene.workloadsOf(service)));
}
