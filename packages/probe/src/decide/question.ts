import type { Observation } from '../planned.ts';
import type { Verdict } from '../verdict.ts';

/** What the caller knows and asks for. */
export interface Question {
  readonly url: URL;
  /** `log10` of the odds that a verdict must reach. */
  readonly log10Odds: number;
  readonly readyBackends?: number;
  /** How many addresses there were to come from, beside the own one. */
  readonly sources: readonly unknown[];
  /** The probe was stopped before it had asked all that it wanted to. */
  readonly stopped?: boolean;
}

export type Told = Omit<Verdict, 'advice'>;

/** One family of verdicts; undefined when what was seen is not its case. */
export type Judge = (seen: readonly Observation[], question: Question) => Told | undefined;

/** What would settle a question for which there were too few requests. */
export function askMore({ stopped }: Question, otherwise: string): string {
  return stopped ? 'It was stopped: let it run to its end.' : otherwise;
}

/** How many backends were met. */
export function met(seen: readonly Observation[]): number {
  return new Set(seen.flatMap(({ sample }) => sample.backend ?? [])).size;
}
