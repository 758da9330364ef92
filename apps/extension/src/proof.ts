import type { AppView } from '@sticky/cluster';
import type { Report, Verdict } from '@sticky/probe';

/** What the last probe of an App showed, and for which settings that holds. */
export interface Proof {
  readonly verdict: Verdict;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The probed URL. */
  readonly url: string;
  /** Answers by backend identity. */
  readonly answers: Readonly<Record<string, number>>;
  /** `settingOf` the App when it was probed. */
  readonly setting: string;
}

/** What decides how an App is routed, as one comparable text: a proof made under another setting proves nothing now. */
export const settingOf = (app: AppView): string =>
  JSON.stringify([
    app.uid,
    app.service && [app.service.type, app.service.url, app.service.affinity],
    app.routes.map((route) => [route.url, route.router, route.affinity]),
  ]);

export function proofOf(report: Report, app: AppView): Proof {
  const answers: Record<string, number> = {};
  for (const { backend } of report.samples) {
    if (backend !== undefined) answers[backend] = (answers[backend] ?? 0) + 1;
  }
  return {
    verdict: report.verdict,
    at: Date.parse(report.startedAt) + report.took,
    url: report.url,
    answers,
    setting: settingOf(app),
  };
}

/** Whether the proof still says something about the App as it is now. */
export const holdsFor = (proof: Proof | undefined, app: AppView): proof is Proof => proof?.setting === settingOf(app);
