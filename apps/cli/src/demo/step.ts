import type { Cluster } from '@sticky/cluster';
import type { Evidence, Verdict } from '@sticky/probe';
import type { Run } from '../run.ts';
import type { Narrator } from './narrator.ts';

/** What every step of the tour works with. */
export interface Tour {
  readonly run: Run;
  readonly cluster: Cluster;
  readonly verbs: typeof import('@sticky/cluster');
  readonly narrator: Narrator;
}

/** One step of the tutorial: what it does, and what must be true afterwards. */
export interface Step {
  readonly name: string;
  take(tour: Tour, number: number): Promise<Outcome>;
}

/** What a step did and found. Plain data. */
export interface Outcome {
  /** `sticky-d, 1 pod` */
  readonly did: string;
  /** What must be proven for the step to have worked: `sticky-by-cookie key, Max-Age 60, 1 : 1,000,000 or better`. */
  readonly expected: string;
  readonly found: string;
  readonly ok: boolean;
  readonly pods?: readonly { readonly name: string; readonly address?: string; readonly backend?: string }[];
  readonly verdict?: Verdict;
  readonly evidence?: readonly Evidence[];
}

/** An outcome with its place in the tour. */
export interface StepRecord extends Outcome {
  readonly number: number;
  readonly step: string;
  /** Milliseconds. */
  readonly took: number;
}
