import type { ExpectedRoute } from '@sticky/probe';
import { CliError } from '../errors.ts';
import { type AppOrUrl, appOrUrl } from '../options/app-or-url.ts';
import type { ProbeFlags } from '../options/probe-options.ts';
import type { Run } from '../run.ts';
import { reachTarget } from '../target/reach-target.ts';
import { probeRoute } from './probe-route.ts';
import { probeOptions } from './probe-settings.ts';
import { type Answered, type RouteResult, whyUnanswered } from './route-result.ts';

/**
 * Probes the routes of an expectation file one after the other, and holds each to what it must be. A route that cannot be
 * probed is told as such and the next one has its turn; Ctrl+C leaves out those that are left.
 *
 * @throws CliError, ProbeError what is wrong in the file or with a flag
 */
export async function* probeExpected(
  run: Run,
  routes: readonly ExpectedRoute[],
  flags: ProbeFlags,
): AsyncGenerator<RouteResult> {
  refuseFlagsOfOneRoute(flags);
  for (const [index, route] of routes.entries()) {
    if (run.signal.aborted) return;
    const what = ` ${route.name} (${index + 1} of ${routes.length})`;
    try {
      yield await probeExpectedRoute(run, route, flags, what);
    } catch (error) {
      if (run.signal.aborted) return;
      const unanswered = whyUnanswered(route.name, error);
      if (unanswered === undefined) throw error;
      yield unanswered;
    }
  }
}

async function probeExpectedRoute(
  run: Run,
  { name, of, ca, options, expect }: ExpectedRoute,
  flags: ProbeFlags,
  what: string,
): Promise<Answered> {
  const { judge } = await import('@sticky/probe');
  run.terminal.progress(`Probing${what}`);
  const named: AppOrUrl = 'app' in of ? appOrUrl(of.app) : { kind: 'url', url: of.url };
  const reached = await reachTarget(run, named, {
    ...flags,
    ...(ca !== undefined && { ca }),
    // The same words as the flags.
    ...of,
  });
  const { report, labels } = await probeRoute(run, reached, { ...probeOptions(flags), ...options }, what);
  return { name, target: reached.target, report, labels, judgement: judge(report, expect) };
}

/** What says where a route is, or what it must be, cannot hold for each of a file. */
function refuseFlagsOfOneRoute({ via, route, connectTo, host, serverName, expect }: ProbeFlags): void {
  const given = Object.entries({
    '--via': via,
    '--route': route,
    '--connect-to': connectTo,
    '--host': host,
    '--server-name': serverName,
    '--expect': expect,
  }).find(([, value]) => value !== undefined);
  if (given !== undefined) throw new CliError('usage', `${given[0]} is about one route: name an app or an address`);
}
