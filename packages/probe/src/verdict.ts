/** What a route was proven to be; `inconclusive` when what was seen fits two of them. */
export type VerdictKind =
  | 'one-backend'
  | 'not-sticky'
  | 'sticky-by-connection'
  | 'sticky-by-cookie'
  | 'sticky-by-address'
  | 'sticky-by-url'
  | 'sticky-by-header'
  /** A session meets its backend more often than chance would have it, and others, too. */
  | 'partly-sticky'
  /** The route sets cookies, gets them back, and balances all the same. */
  | 'cookie-not-honoured'
  /** The route would honour its cookie, but no browser sends it back to this address. */
  | 'cookie-not-returned'
  | 'inconclusive';

/** What the evidence together proves about a route, with the odds of being wrong. */
export interface Verdict {
  readonly kind: VerdictKind;
  /** Name of the cookie, for `sticky-by-cookie` and the verdicts on cookies that do not hold. */
  readonly cookie?: string;
  /** Name of the header, in lower case, for `sticky-by-header`. */
  readonly header?: string;
  /**
   * `log10` of the odds against the best other explanation: 6 means that chance would do this once in 1,000,000 probes.
   * Infinity is never used; what is certain (a session seen on two pods) has `certain: true` instead.
   */
  readonly log10Odds: number;
  /**
   * For what is sticky: a route that loses this share of a session's requests, 0 to 1, or more would have been caught in
   * 19 of 20 probes. One that loses fewer may look as sticky as it does here.
   */
  readonly leak?: number;
  /** The verdict follows from what was seen, not from odds: one session did meet two backends. */
  readonly certain: boolean;
  /** One line: `Sticky by cookie "key".` */
  readonly headline: string;
  /** One or two sentences: what was seen that proves it. */
  readonly because: string;
  /** What to know or do, one sentence each: `It ends 60 s after the first answer, also in the middle of a visit.` */
  readonly advice: readonly string[];
  /** For `inconclusive`: what would settle it. */
  readonly settle?: string;
}
