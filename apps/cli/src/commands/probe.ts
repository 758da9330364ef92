import type { ExpectedRoute } from '@sticky/probe';
import { CliError } from '../errors.ts';
import { type AppOrUrl, appOrUrl } from '../options/app-or-url.ts';
import { addProbeOptions, type ProbeFlags } from '../options/probe-options.ts';
import { showsCluster } from '../options/shown-options.ts';
import type { RouteResult } from '../probe/route-result.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli, type Run } from '../run.ts';

export function addProbe(program: Program, cli: Cli): void {
  addProbeOptions(program.command('probe'))
    .summary('find out what keeps a client, with odds')
    .description('find out what keeps a client on one pod, and prove it')
    .argument('[name|url]', 'app or address (default: all in sticky.expect.yaml)', appOrUrl)
    .configureHelp(showsCluster)
    .action(async (what, flags, command) => {
      const run = beginRun(cli, command.optsWithGlobals(), { formats: ['table', 'json', 'markdown', 'junit'] });
      const { checkReportFiles } = await import('../report/report-file.ts');
      await checkReportFiles(flags.report ?? []);
      if (what !== undefined) await probeNamed(run, what, flags);
      else await probeFile(run, flags);
    });
}

async function probeNamed(run: Run, what: AppOrUrl, flags: ProbeFlags): Promise<void> {
  if (flags.expectFile !== undefined) {
    throw new CliError('usage', '--expect-file names its routes itself: leave the app or address out');
  }
  const [{ probeOne }, { whyUnanswered }, { reportRoute, reportUnanswered }] = await Promise.all([
    import('../probe/probe-one.ts'),
    import('../probe/route-result.ts'),
    import('../report/report-route.ts'),
  ]);
  const files = flags.report ?? [];
  const route = await probeOne(run, what, flags).catch(async (error: unknown) => {
    const unanswered = whyUnanswered(nameOf(what), error);
    if (unanswered !== undefined && !run.signal.aborted) await reportUnanswered(run, unanswered, files);
    throw error;
  });
  await reportRoute(run, route, files);
  run.signal.throwIfAborted();
  const { reasons = [] } = route.judgement ?? {};
  if (reasons.length > 0) throw new CliError('not-as-expected', reasons.join('; '));
}

/** An address without its query, which may be secret. */
function nameOf(what: AppOrUrl): string {
  if (what.kind === 'app') return what.name;
  const { origin, pathname } = new URL(what.url);
  return origin + pathname;
}

async function probeFile(run: Run, flags: ProbeFlags): Promise<void> {
  const { EXPECTATION_FILE, hasExpectationFile, readExpectationFile } = await import('../probe/expectation-file.ts');
  if (flags.expectFile === undefined && !(await hasExpectationFile())) {
    throw new CliError('usage', `name an app or an address, or write ${EXPECTATION_FILE}`);
  }
  const path = flags.expectFile ?? EXPECTATION_FILE;
  const routes = await readExpectationFile(path);
  const results = await probeAll(run, path, routes, flags);
  const { failureOfRoutes } = await import('../probe/failure-of-routes.ts');
  run.signal.throwIfAborted();
  const failure = failureOfRoutes(results);
  if (failure !== undefined) throw failure;
}

async function probeAll(
  run: Run,
  path: string,
  expected: readonly ExpectedRoute[],
  flags: ProbeFlags,
): Promise<readonly RouteResult[]> {
  const [{ probeExpected }, { reportRoutes, tellRoute }] = await Promise.all([
    import('../probe/probe-expected.ts'),
    import('../report/report-routes.ts'),
  ]);
  const results: RouteResult[] = [];
  for await (const result of probeExpected(run, expected, flags)) {
    results.push(result);
    tellRoute(run, result);
  }
  await reportRoutes(run, { path, expected, results }, flags.report ?? []);
  return results;
}
