import { ALB_ATTRIBUTES, ALB_TARGET_TYPE } from '../../routers/aws-alb.ts';
import { NLB_TARGET_TYPE } from '../../routers/aws-nlb.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { targetGroups } from '../view/target-group.ts';

/** The default is instance, though an IngressClassParams may say another; a Service's own annotation counts more. */
export const sticksToNode: LintRule = {
  id: 'sticks-to-node',
  severity: 'warning',
  title: 'Clients stick to a node, not to a pod',
  why: 'With target type instance the load balancer keeps a client on a node, and kube-proxy there picks any pod of the Service for each connection.',
  documentation:
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#target-type',
  *check(scene) {
    for (const { document, annotation, attributes } of targetGroups(scene)) {
      if (attributes.get('stickiness.enabled') !== 'true') continue;
      const key = annotation === ALB_ATTRIBUTES ? ALB_TARGET_TYPE : NLB_TARGET_TYPE;
      const said = document.object.metadata.annotations?.[key];
      if (said === 'ip') continue;
      // A Service may say the attributes and leave the type to its Ingress.
      if (said === undefined && annotation === ALB_ATTRIBUTES && document.object.kind === 'Service') continue;
      yield {
        document,
        path: annotationPath(said === undefined ? annotation : key),
        message: `This keeps clients on nodes: set ${key} to ip, so that pods are the targets.`,
      };
    }
  },
};
