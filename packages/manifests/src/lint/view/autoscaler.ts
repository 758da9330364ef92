import * as z from 'zod';
import type { SourceDocument } from '../../yaml/source.ts';
import type { Scene } from '../rule.ts';

/** What scales a workload. */
export interface AutoscalerView {
  readonly document: SourceDocument;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

const autoscaler = z.looseObject({
  spec: z.looseObject({
    minReplicas: z.number().default(1).catch(1),
    maxReplicas: z.number(),
    scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }),
  }),
});

/** Workloads with a HorizontalPodAutoscaler among the documents. */
export function autoscaled(scene: Scene): ReadonlyMap<SourceDocument, AutoscalerView> {
  return new Map(
    scene.ofKind('HorizontalPodAutoscaler').flatMap((document) => {
      const { data } = autoscaler.safeParse(document.object);
      if (data === undefined) return [];
      const { minReplicas, maxReplicas, scaleTargetRef } = data.spec;
      const target = scene.find(scaleTargetRef.kind, scaleTargetRef.name, document.object.metadata.namespace);
      return target === undefined ? [] : [[target, { document, minReplicas, maxReplicas }] as const];
    }),
  );
}
