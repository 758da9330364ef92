import type { LintRule } from '../rule.ts';
import { stickyWorkloads } from '../view/sticky.ts';

/** One container's probe is enough: a sidecar need not have one. */
export const noReadinessProbe: LintRule = {
  id: 'no-readiness-probe',
  severity: 'warning',
  title: 'Clients are kept on pods whose readiness nobody asks for',
  why: 'Only readiness takes a pod out of the choice: without a probe a client is sent to a pod that still starts, and stays on one that answers no more.',
  documentation:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-readiness-probes',
  *check(scene) {
    for (const { document, containers } of stickyWorkloads(scene)) {
      const [first] = containers;
      if (first === undefined || containers.some(({ readinessProbe }) => readinessProbe)) continue;
      yield {
        document,
        path: [...first.at, 'name'],
        message: `Give the container ${first.name} a readinessProbe.`,
      };
    }
  },
};
