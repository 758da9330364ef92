import type { LintRule } from '../rule.ts';
import { stickyWorkloads } from '../view/sticky.ts';

/**
 * With maxUnavailable 0 a rollout ends a pod only when its replacement is ready, one after the other, so a request that is
 * refused has where to go. Without it several go at once, before routers have heard of it.
 */
export const noDrain: LintRule = {
  id: 'no-drain',
  severity: 'note',
  title: 'Pods end before routers have heard of it',
  why: 'A router goes on sending the clients of a pod there until it hears that the pod ends: a preStop that waits some seconds lets them move without an error.',
  documentation: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
  *check(scene) {
    for (const workload of stickyWorkloads(scene)) {
      const { document, kind, replicas, containers, strategy = 'RollingUpdate', maxUnavailable } = workload;
      const [first] = containers;
      if (kind !== 'Deployment' || strategy !== 'RollingUpdate' || first === undefined) continue;
      if (replicas === 0 || replicas === 1 || maxUnavailable === 0 || maxUnavailable === '0%') continue;
      if (containers.some(({ preStop }) => preStop)) continue;
      yield {
        document,
        path: [...first.at, 'name'],
        message: `Give the container ${first.name} a preStop that waits, such as sleep: {seconds: 5}, or the rollout maxUnavailable: 0.`,
      };
    }
  },
};
