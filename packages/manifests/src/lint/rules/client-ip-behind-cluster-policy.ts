import type { LintRule } from '../rule.ts';

/** No fix: with Local, nodes without a pod answer nothing, which some load balancers have to be told. */
export const clientIpBehindClusterPolicy: LintRule = {
  id: 'client-ip-behind-cluster-policy',
  severity: 'warning',
  title: '`ClientIP` where the address of the client is lost',
  why: "With externalTrafficPolicy: Cluster a node puts its own address in the place of the client's before it picks a pod: who comes by one node counts as one client, who comes by two as two.",
  documentation: 'https://kubernetes.io/docs/tutorials/services/source-ip/',
  *check(scene) {
    for (const { document, sessionAffinity, type, externalTrafficPolicy } of scene.services) {
      if (sessionAffinity !== 'ClientIP' || (type !== 'NodePort' && type !== 'LoadBalancer')) continue;
      if (externalTrafficPolicy === 'Local') continue;
      yield {
        document,
        path: externalTrafficPolicy === undefined ? ['spec', 'sessionAffinity'] : ['spec', 'externalTrafficPolicy'],
        message: "The address that decides is a node's, not the client's: set externalTrafficPolicy: Local.",
      };
    }
  },
};
