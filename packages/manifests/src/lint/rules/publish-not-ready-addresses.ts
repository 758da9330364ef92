import type { LintRule } from '../rule.ts';
import { stickyServices } from '../view/sticky.ts';

export const publishNotReadyAddresses: LintRule = {
  id: 'publish-not-ready-addresses',
  severity: 'warning',
  title: 'Clients are kept on pods that are not ready',
  why: 'Only readiness takes a pod out of the choice: with publishNotReadyAddresses a client stays on a pod that starts, ends or fails.',
  documentation: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec',
  *check(scene) {
    for (const { document, publishNotReadyAddresses: published } of stickyServices(scene).keys()) {
      if (!published) continue;
      yield {
        document,
        path: ['spec', 'publishNotReadyAddresses'],
        part: 'key',
        message: 'Take this out: it is for pods that find each other, on a Service of their own.',
      };
    }
  },
};
