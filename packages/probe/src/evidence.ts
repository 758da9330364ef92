/** What one experiment shows. */
export interface Evidence {
  /** Name of the experiment: `fresh`, `connection`, `cookie`, … */
  readonly experiment: string;
  /** What was sent, in a few words: `new connections`, `6 sessions`, `without "key"`. */
  readonly title: string;
  /** Every client that was asked more than once stayed on its backend. */
  readonly stayed: boolean;
  /** One line for people: `6 of 6 sessions stayed, 3 : 3`. */
  readonly finding: string;
  readonly requests: number;
  readonly failures: number;
  /** Answers for each backend, in the order in which they were first met. */
  readonly backends: Readonly<Record<string, number>>;
  /** `log10` of the odds against chance that this experiment alone gives to what it shows; 0 when it shows nothing. */
  readonly log10Odds: number;
}
