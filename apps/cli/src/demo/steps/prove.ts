import type { AppView } from '@sticky/cluster';
import type { Report } from '@sticky/probe';
import { backendNames } from '../../present/backend-names.ts';
import { evidenceLine, verdictLines } from '../../present/report-text.ts';
import { TEXT_WIDTH } from '../narrator.ts';
import type { Tour } from '../step.ts';

/** Probes the app and shows what was found, under a step that has been told. */
export async function prove({ run, verbs, narrator }: Tour, app: AppView, via: 'service' | 'route'): Promise<Report> {
  const { probe } = await import('@sticky/probe');
  narrator.working(`Probing ${app.name} over its ${via}`);
  const podOf = await verbs.podIdentities(app, run);
  const report = await probe(verbs.reach(app, via), { readyBackends: app.replicas.ready, signal: run.signal });
  narrator.say('    Probe', (style) => report.evidence.map((each) => evidenceLine(each, backendNames(podOf), style)));
  narrator.say('    Verdict', (style) => verdictLines(report.verdict, style, TEXT_WIDTH));
  return report;
}
