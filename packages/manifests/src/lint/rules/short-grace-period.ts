import type { LintRule } from '../rule.ts';
import { stickyWorkloads } from '../view/sticky.ts';

/** Seconds. The time of a preStop is part of it. */
const LEAST = 1;

export const shortGracePeriod: LintRule = {
  id: 'short-grace-period',
  severity: 'warning',
  title: 'Pods are killed before they can end',
  why: 'The grace period counts from the end of a pod on, its preStop included: when it is over the pod is killed, with the requests of the clients it keeps.',
  documentation: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  *check(scene) {
    for (const { document, gracePeriodSeconds = 30, containers, podAt } of stickyWorkloads(scene)) {
      const sleep = Math.max(0, ...containers.map(({ preStopSeconds = 0 }) => preStopSeconds));
      if (gracePeriodSeconds >= sleep + LEAST) continue;
      const written = 'terminationGracePeriodSeconds';
      yield {
        document,
        path: [...podAt, written],
        message:
          sleep > 0
            ? `${gracePeriodSeconds} s are over before the ${sleep} s of preStop: give more than ${sleep} s, and time to end after.`
            : 'Give the pod time to answer what it was asked: 30 s is the default.',
      };
    }
  },
};
