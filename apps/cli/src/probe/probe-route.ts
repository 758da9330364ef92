import type { ProbeOptions, Report } from '@sticky/probe';
import { podLabels } from '../present/pod-labels.ts';
import type { Run } from '../run.ts';
import type { Reached } from '../target/reach-target.ts';

/** Probes one route and tells how far it is. Ctrl+C ends it with what is known by then. */
export async function probeRoute(
  { terminal, signal }: Run,
  { target, hints, podNames }: Reached,
  options: ProbeOptions,
  what = '',
): Promise<{ report: Report; labels: Readonly<Record<string, string>> }> {
  const { probe } = await import('@sticky/probe');
  const headers = [...(hints.headers ?? []), ...(options.headers ?? [])];
  const report = await probe(target, {
    ...hints,
    ...options,
    ...(headers.length > 0 && { headers }),
    stop: signal,
    onProgress: ({ experiment, requests }) =>
      terminal.progress(`Probing${what}: ${experiment}`, `, ${requests} requests`),
  });
  return { report, labels: podLabels(await podNames(report.identity?.by ?? options.identity)) };
}
