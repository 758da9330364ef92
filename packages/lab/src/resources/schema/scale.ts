import type { Scale, ScaleSpec, ScaleStatus } from 'kubernetes-types/autoscaling/v1.js';
import { kind } from './kind.ts';
import { int32, int32From, optional, required, string, struct, zeroMatters } from './types.ts';

const AUTOSCALING = 'io.k8s.api.autoscaling.v1';

const spec = struct<ScaleSpec>(`${AUTOSCALING}.ScaleSpec`, {
  replicas: zeroMatters(optional(1, int32From(0), 'Pods that are wanted.')),
});

const status = struct<ScaleStatus>(`${AUTOSCALING}.ScaleStatus`, {
  replicas: required(1, int32(), 'Pods that there are.'),
  selector: optional(2, string(), 'Labels of the pods.'),
});

/** How many pods a Deployment or ReplicaSet has: what /scale reads and writes. */
export const scaleSchema = kind<Scale>(`${AUTOSCALING}.Scale`, 'How many pods there are and are wanted.', {
  spec: optional(2, spec, 'What is wanted.'),
  status: optional(3, status, 'What there is.'),
});
