import type { LintRule } from '../rule.ts';
import { autoscaled } from '../view/autoscaler.ts';
import { stickyWorkloads } from '../view/sticky.ts';

export const oneReplica: LintRule = {
  id: 'one-replica',
  severity: 'note',
  title: 'Affinity with one pod',
  why: 'With one pod every client meets the same one anyway: affinity shows only with two, and when the pod is replaced its sessions are gone all the same.',
  documentation: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment',
  *check(scene) {
    const scaled = autoscaled(scene);
    for (const { document, replicas } of stickyWorkloads(scene)) {
      if (replicas !== 1 || scaled.has(document)) continue;
      yield {
        document,
        path: ['spec', 'replicas'],
        message: 'There is nothing to choose from with one pod: give two or more, or do without affinity.',
      };
    }
  },
};
