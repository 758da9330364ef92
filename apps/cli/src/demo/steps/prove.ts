import type { AppView } from '@sticky/cluster';
import { probe, type Report, renderText } from '@sticky/probe';
import { podLabels } from '../../present/pod-labels.ts';
import type { Tour } from '../step.ts';

/** Probes the app and shows what was found, under a step that has been told. */
export async function prove({ run, verbs, narrator }: Tour, app: AppView, via: 'service' | 'route'): Promise<Report> {
  narrator.working(`Probing ${app.name} over its ${via}`);
  const report = await probe(verbs.reach(app, via), { ...verbs.probeHints(app, via), signal: run.signal });
  const labels = podLabels(await verbs.podIdentities(app, { ...run, identity: report.identity?.by }));
  narrator.block(4, ({ color }, columns) => renderText(report, { columns, color, labels }));
  return report;
}
