import type { Affinity } from '../../affinity.ts';
import { titleOf } from '../../object-identity.ts';
import type { LintRule } from '../rule.ts';
import { autoscaled } from '../view/autoscaler.ts';
import { stickyServices } from '../view/sticky.ts';

export const autoscaledHash: LintRule = {
  id: 'autoscaled-hash',
  severity: 'warning',
  title: 'Scaling by itself moves sessions',
  why: 'Where a cookie is hashed over the pods, each change of their number moves some sessions: from 3 pods to 4 about a quarter of them, from 5 to 10 about half.',
  documentation: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  *check(scene) {
    const scaled = autoscaled(scene);
    for (const [service, readings] of stickyServices(scene)) {
      const hashed = readings.find(({ affinity }) => isHashed(affinity));
      const [object] = hashed?.from ?? [];
      if (object === undefined) continue;
      for (const workload of scene.workloadsOf(service)) {
        const autoscaler = scaled.get(workload.document);
        if (autoscaler === undefined || autoscaler.minReplicas >= autoscaler.maxReplicas) continue;
        yield {
          document: autoscaler.document,
          path: ['spec', 'maxReplicas'],
          message: `${titleOf(object)} hashes clients over these pods, so scaling moves them: pin them ("persistent"), or keep sessions outside the pods.`,
        };
      }
    }
  },
};

function isHashed(affinity: Affinity): boolean {
  return affinity.kind === 'cookie' && affinity.strength === 'hashed';
}
