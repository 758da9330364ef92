import type { LintRule } from '../rule.ts';
import { stickyWorkloads } from '../view/sticky.ts';

/** With one pod, Recreate is what a volume that only one pod can have asks for. */
export const recreateStrategy: LintRule = {
  id: 'recreate-strategy',
  severity: 'warning',
  title: 'A rollout ends every session at once',
  why: 'With the strategy Recreate all pods end before the first new one starts: every client loses its pod, and meets none for a while.',
  documentation: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment',
  *check(scene) {
    for (const { document, replicas = 1, strategy } of stickyWorkloads(scene)) {
      if (strategy !== 'Recreate' || replicas < 2) continue;
      yield {
        document,
        path: ['spec', 'strategy', 'type'],
        message: 'Use RollingUpdate, with maxUnavailable: 0, so that sessions end pod by pod.',
      };
    }
  },
};
