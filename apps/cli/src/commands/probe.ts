import { Option } from '@commander-js/extra-typings';
import type { Report, Target, VerdictKind } from '@sticky/probe';
import { CliError } from '../errors.ts';
import { appOrUrl } from '../options/app-or-url.ts';
import { numberFlag } from '../options/number-flag.ts';
import { reachOption } from '../options/reach-options.ts';
import { podLabels } from '../present/pod-labels.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { reachTarget } from '../target/reach-target.ts';
import { oneLine } from '../terminal/printable.ts';

export function addProbe(program: Program, cli: Cli): void {
  program
    .command('probe')
    .summary('find out what keeps a client, with odds')
    .description('find out what keeps a client on one pod, and prove it')
    .argument('<name|url>', 'an app, or any address', appOrUrl)
    .addOption(reachOption.via())
    .addOption(reachOption.connectTo())
    .addOption(reachOption.ca())
    .addOption(reachOption.identity())
    .addOption(new Option('--expect <verdict>', 'exit with 1 when the verdict is another').choices(expectations))
    .addOption(
      new Option('--odds <n>', 'odds that a verdict must reach, N to 1')
        .argParser(numberFlag('--odds', { min: 2, max: 1e15 }))
        .default(1_000_000, '1,000,000'),
    )
    .addOption(
      new Option('--max-requests <n>', 'the most requests to send')
        .argParser(numberFlag('--max-requests', { min: 1, max: 100_000 }))
        .default(400),
    )
    .option('--report <file>', 'also write all that was found to FILE.html or FILE.json')
    .action(async (what, options, command) => {
      const { identity, odds, maxRequests, report: file, expect } = options;
      const run = beginRun(cli, command.optsWithGlobals());
      const { checkReportFile, writeReport } = await import('../present/report-file.ts');
      if (file !== undefined) await checkReportFile(file);

      const { target, readyBackends, podOf } = await reachTarget(run, what, options);
      const { probe, renderText } = await import('@sticky/probe');
      const report = await probe(target, {
        identity,
        odds,
        maxRequests,
        ...(readyBackends !== undefined && { readyBackends }),
        signal: run.signal,
        onProgress: ({ experiment, requests }) =>
          run.terminal.progress(`Probing: ${experiment}`, `, ${requests} requests`),
      });
      const labels = podLabels(podOf);
      run.terminal.result(report, ({ color }) =>
        [targetLine(target, report), ...renderText(report, { labels, color })].join('\n'),
      );

      if (file !== undefined) {
        await writeReport(file, report, labels);
        run.terminal.note(() => `Report: ${oneLine(file)}`);
      }
      if (expect !== undefined) checkExpectation(expect, report.verdict.kind);
    });
}

function targetLine({ connectTo }: Target, { url, requests, took }: Report): string {
  const at = connectTo === undefined ? '' : ` at ${connectTo.host}:${connectTo.port}`;
  return oneLine(`Target     ${url}${at}, ${requests} requests in ${(took / 1000).toFixed(1)} s`);
}

/**
 * What `--expect` takes, and the verdicts that meet it. A connection is no session: a browser opens several, so what is
 * pinned by the connection alone counts as not sticky.
 */
const met = {
  sticky: ['sticky-by-cookie'],
  'not-sticky': ['not-sticky', 'sticky-by-connection'],
  connection: ['sticky-by-connection'],
  'one-backend': ['one-backend'],
  inconclusive: ['inconclusive'],
} as const satisfies Record<string, readonly VerdictKind[]>;

const expectations = ['sticky', 'not-sticky', 'connection', 'one-backend', 'inconclusive'] as const;

function checkExpectation(expected: keyof typeof met, found: VerdictKind): void {
  const kinds: readonly VerdictKind[] = met[expected];
  if (!kinds.includes(found)) throw new CliError('not-as-expected', `expected ${expected}, found ${found}`);
}
