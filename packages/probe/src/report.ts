import type { Evidence } from './evidence.ts';
import type { Hygiene } from './hygiene/hygiene.ts';
import type { CookieSet, Sample } from './sample.ts';
import type { Verdict } from './verdict.ts';

/** Something that happened to the cluster while samples were taken. */
export interface ReportEvent {
  /** Milliseconds since the probe started. */
  readonly at: number;
  readonly text: string;
}

/** What the backends are called by. */
export interface ReportIdentity {
  /** `/uuid`, `header:x-served-by`, … as the option `identity` takes it. */
  readonly by: string;
  /** It was found, not asked for. */
  readonly discovered: boolean;
  /** A few words: why this and nothing else was taken. */
  readonly why?: string;
}

/** All that a probe found. Plain data, without secrets: cookie values, credentials and bodies never enter it. */
export interface Report {
  readonly schema: 'sticky.report/v1';
  readonly url: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Milliseconds. */
  readonly took: number;
  readonly requests: number;
  /** Seeded the order of the requests. */
  readonly seed: number;
  /** Absent where the reports of older versions do not tell. */
  readonly identity?: ReportIdentity;
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  /** The cookies that the route set, as first seen. */
  readonly cookies: readonly CookieSet[];
  /** Absent in reports of older versions. */
  readonly hygiene?: Hygiene;
  /** Sessions with a jar for each backend on which they started. */
  readonly sessionsPerBackend: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
  readonly events: readonly ReportEvent[];
}
