import type { ProbeOptions, ProbeProgress, Report } from '@sticky/probe';
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
  const began = performance.now();
  const tell = ({ experiment, requests }: ProbeProgress) => {
    const seconds = Math.round((performance.now() - began) / 1000);
    terminal.progress(`Probing${what}: ${experiment}`, `, ${requests} requests, ${seconds} s`);
  };
  let latest: ProbeProgress | undefined;
  // An experiment may wait for a minute between two answers: the seconds show that it is alive.
  const ticking = setInterval(() => latest && tell(latest), 1_000);
  try {
    const report = await probe(target, {
      ...hints,
      ...options,
      ...(headers.length > 0 && { headers }),
      stop: signal,
      onProgress: (progress) => {
        latest = progress;
        tell(progress);
      },
    });
    return { report, labels: podLabels(await podNames(report.identity?.by ?? options.identity)) };
  } finally {
    clearInterval(ticking);
  }
}
