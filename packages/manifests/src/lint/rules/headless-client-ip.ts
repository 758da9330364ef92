import type { LintRule } from '../rule.ts';

export const headlessClientIp: LintRule = {
  id: 'headless-client-ip',
  severity: 'error',
  title: '`ClientIP` on a headless Service',
  why: 'A headless Service has no address of its own: clients look up the pods and pick one themselves, and nobody keeps them there.',
  documentation: 'https://kubernetes.io/docs/concepts/services-networking/service/#headless-services',
  *check(scene) {
    for (const { document, sessionAffinity, clusterIP } of scene.services) {
      if (sessionAffinity !== 'ClientIP' || clusterIP !== 'None') continue;
      yield {
        document,
        path: ['spec', 'sessionAffinity'],
        message: 'Nothing stands between clients and pods to keep them: leave clusterIP out, or this.',
      };
    }
  },
};
