import type { LintRule } from '../rule.ts';

export const affinityConfigWithoutClientIp: LintRule = {
  id: 'affinity-config-without-client-ip',
  severity: 'error',
  title: '`sessionAffinityConfig` without `ClientIP`',
  why: 'The API server refuses a Service that configures an affinity it does not have.',
  documentation: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec',
  *check(scene) {
    for (const { document, sessionAffinity, affinityConfig } of scene.services) {
      if (!affinityConfig || sessionAffinity === 'ClientIP') continue;
      yield {
        document,
        path: ['spec', 'sessionAffinityConfig'],
        part: 'key',
        message: 'This needs sessionAffinity: ClientIP: add it, or take this out.',
        // An explicit None says the contrary: which of the two is meant is not known.
        ...(sessionAffinity === undefined && {
          fix: {
            title: 'Ask for affinity by client address',
            edits: [{ document, edit: { kind: 'set', path: ['spec', 'sessionAffinity'], value: 'ClientIP' } }],
          },
        }),
      };
    }
  },
};
