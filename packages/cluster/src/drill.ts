import type { Sample } from '@sticky/probe';
import type { CallOptions } from './call-options.ts';
import type { Cluster } from './connect.ts';
import { ClusterError } from './errors.ts';

/** Something that happened during a drill. */
export interface DrillEvent {
  /** Milliseconds since the drill started. */
  readonly at: number;
  readonly text: string;
}

export interface DrillOptions extends CallOptions {
  readonly app: string;
  /** Name of the pod to delete. */
  readonly pod: string;
  /** How many sessions keep asking. Default 6. */
  readonly sessions?: number | undefined;
  readonly onEvent?: ((event: DrillEvent) => void) | undefined;
}

/** What a pod's death did to the sessions of an App. Plain data, without secrets. */
export interface DrillReport {
  readonly pod: string;
  /** Name of the pod that took its place. */
  readonly replacement: string;
  /** Milliseconds from the deletion until the replacement was ready. */
  readonly replacedIn: number;
  readonly sessions: number;
  /** Sessions that were answered by another backend at the end than before the deletion. */
  readonly moved: number;
  /** Where they went: pod names where they can be known, else the backends' identities. */
  readonly movedTo: readonly string[];
  readonly requests: number;
  readonly failed: number;
  readonly samples: readonly Sample[];
  readonly events: readonly DrillEvent[];
}

/** Deletes a pod while sessions keep asking, until its replacement is ready and every session has asked again. */
export async function drillDeletePod(_cluster: Cluster, _options: DrillOptions): Promise<DrillReport> {
  throw new ClusterError('no-address', 'not built yet');
}
