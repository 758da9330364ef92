import { ALB_ATTRIBUTES } from '../../routers/aws-alb.ts';
import { NLB_ATTRIBUTES } from '../../routers/aws-nlb.ts';
import { type Attributes, attributesOf } from '../../routers/aws-target-group.ts';
import type { SourceDocument } from '../../yaml/source.ts';
import type { Scene } from '../rule.ts';

/** What an Ingress or a Service says of the target groups of its load balancer. */
export interface TargetGroupView {
  readonly document: SourceDocument;
  /** The annotation that says it. */
  readonly annotation: string;
  readonly attributes: Attributes;
}

/** The target group attributes of all Ingresses and Services. */
export function targetGroups(scene: Scene): readonly TargetGroupView[] {
  return [...scene.ingresses, ...scene.services].flatMap(({ document }) =>
    [ALB_ATTRIBUTES, NLB_ATTRIBUTES]
      .filter((annotation) => document.object.metadata.annotations?.[annotation] !== undefined)
      .map((annotation) => ({ document, annotation, attributes: attributesOf(document.object, annotation) })),
  );
}
