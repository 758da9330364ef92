import type { AppView } from '@sticky/cluster';
import type { Report, Verdict } from '@sticky/probe';

/** What the last probe of one of an App's addresses showed, and for which settings that holds. */
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

/** The proofs that still say something about the App as it is now. */
export const proofsFor = (app: AppView, proofs: readonly Proof[] = []): readonly Proof[] =>
  proofs.filter(({ setting }) => setting === settingOf(app));

/** The newest proof of one address. */
export const proofAt = (proofs: readonly Proof[], url: string | undefined): Proof | undefined =>
  proofs.find((proof) => url !== undefined && sameUrl(proof.url, url));

const sameUrl = (one: string, other: string): boolean => one.replace(/\/$/, '') === other.replace(/\/$/, '');
