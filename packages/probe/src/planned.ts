import type { Draw } from './betting.ts';
import type { Sample } from './sample.ts';

export type ExperimentName = 'fresh' | 'connection' | 'cookie' | 'ablation';

/** One request to be sent, as an experiment plans it. */
export interface PlannedRequest {
  readonly experiment: ExperimentName;
  /** Number of the client. A number not used before is a new client. */
  readonly session: number;
  /** Over the session's kept connection, or over a new one. */
  readonly connection: 'kept' | 'new';
  /** `none`: no jar at all. `jar`: what the jar holds; what the answer sets is stored. Names: only these of the jar, nothing stored. */
  readonly cookies: 'none' | 'jar' | readonly string[];
  /** The lot that chose this request, where an experiment draws lots. */
  readonly draw?: Draw;
}

/** A request that was sent, and what came of it. */
export interface Observation {
  readonly request: PlannedRequest;
  readonly sample: Sample;
  /** Names of the cookies that went along. */
  readonly sent: readonly string[];
  readonly location?: string;
}

/** Names of the cookies that a session's jar would send now. */
export type HeldCookies = (session: number) => readonly string[];

/** The number of the next client that has not been used. */
export function nextSession(seen: readonly Observation[]): number {
  return seen.reduce((next, { sample }) => Math.max(next, sample.session + 1), 0);
}
