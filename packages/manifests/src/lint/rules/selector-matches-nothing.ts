import type { LintRule } from '../rule.ts';

/** Only where a workload of the same name is meant: the pods of others may stand elsewhere. */
export const selectorMatchesNothing: LintRule = {
  id: 'selector-matches-nothing',
  severity: 'error',
  title: 'A Service that selects no pod',
  why: 'A Service whose selector no pod has leads nowhere: the router answers 503.',
  documentation: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  *check(scene) {
    const workloads = Map.groupBy(scene.workloads, ({ document }) => document.object.metadata.namespace);
    for (const service of scene.services) {
      const { document, selector } = service;
      if (selector === undefined || scene.workloadsOf(service).length > 0) continue;
      const { name, namespace } = document.object.metadata;
      const meant = workloads.get(namespace)?.find((workload) => workload.document.object.metadata.name === name);
      if (meant === undefined) continue;
      const missing = Object.entries(selector).find(([label, value]) => meant.labels[label] !== value);
      if (missing === undefined) continue;
      const [label, value] = missing;
      yield {
        document,
        path: ['spec', 'selector', label],
        message: `The pods of ${meant.kind} ${name} have no label ${label}: ${value}: select labels that they have.`,
      };
    }
  },
};
