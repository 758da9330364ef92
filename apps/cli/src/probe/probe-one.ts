import type { AppOrUrl } from '../options/app-or-url.ts';
import type { ProbeFlags } from '../options/probe-options.ts';
import type { Run } from '../run.ts';
import { reachTarget } from '../target/reach-target.ts';
import { probeRoute } from './probe-route.ts';
import { probeOptions } from './probe-settings.ts';
import type { Answered } from './route-result.ts';

/** Probes the route that was named. */
export async function probeOne(run: Run, what: AppOrUrl, flags: ProbeFlags): Promise<Answered> {
  const reached = await reachTarget(run, what, flags);
  const { report, labels } = await probeRoute(run, reached, probeOptions(flags));
  const route = { name: what.kind === 'app' ? what.name : report.url, target: reached.target, report, labels };
  if (flags.expect === undefined) return route;
  const { judge } = await import('@sticky/probe');
  return { ...route, judgement: judge(report, { verdict: [flags.expect] }) };
}
