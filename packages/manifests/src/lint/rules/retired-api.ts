import type { LintRule } from '../rule.ts';

/** API version and kind, since when Kubernetes refuses it, and what has taken its place. */
const RETIRED: Readonly<Record<string, { readonly since: string; readonly now: string }>> = {
  'extensions/v1beta1 Ingress': { since: '1.22', now: 'networking.k8s.io/v1' },
  'networking.k8s.io/v1beta1 Ingress': { since: '1.22', now: 'networking.k8s.io/v1' },
  'networking.k8s.io/v1beta1 IngressClass': { since: '1.22', now: 'networking.k8s.io/v1' },
  ...deployments('extensions/v1beta1', ['Deployment', 'DaemonSet', 'ReplicaSet']),
  ...deployments('apps/v1beta1', ['Deployment', 'StatefulSet']),
  ...deployments('apps/v1beta2', ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet']),
  'autoscaling/v2beta1 HorizontalPodAutoscaler': { since: '1.25', now: 'autoscaling/v2' },
  'autoscaling/v2beta2 HorizontalPodAutoscaler': { since: '1.26', now: 'autoscaling/v2' },
  'policy/v1beta1 PodDisruptionBudget': { since: '1.25', now: 'policy/v1' },
};

function deployments(version: string, kinds: readonly string[]) {
  return Object.fromEntries(kinds.map((kind) => [`${version} ${kind}`, { since: '1.16', now: 'apps/v1' }]));
}

export const retiredApi: LintRule = {
  id: 'retired-api',
  severity: 'error',
  title: 'A version of an API that Kubernetes has no more',
  why: 'The API server refuses the object, so nothing that it says comes about.',
  documentation: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
  *check(scene) {
    for (const document of scene.documents) {
      const { apiVersion, kind } = document.object;
      const name = `${apiVersion} ${kind}`;
      const retired = Object.hasOwn(RETIRED, name) ? RETIRED[name] : undefined;
      if (retired === undefined) continue;
      yield {
        document,
        path: ['apiVersion'],
        message: `Kubernetes ${retired.since} and later refuse ${kind} of ${apiVersion}: write it as of ${retired.now}.`,
      };
    }
  },
};
