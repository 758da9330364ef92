import { CliError } from '../errors.ts';
import { type AppOrUrl, appOrUrl } from '../options/app-or-url.ts';
import { addLoadOptions, type LoadFlags } from '../options/load-options.ts';
import { asksFirst } from '../options/shown-options.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli, type Run } from '../run.ts';

export function addLoad(program: Program, cli: Cli): void {
  addLoadOptions(program.command('load'))
    .summary('many sessions at once: how fast, and who moved')
    .description(
      'let many clients ask at once, each with its own cookies: how fast the answers come, and which clients moved',
    )
    .argument('<name|url>', 'an app, or any address', appOrUrl)
    .configureHelp(asksFirst)
    .action((what, flags, command) => load(beginRun(cli, command.optsWithGlobals()), what, flags));
}

async function load(run: Run, what: AppOrUrl, flags: LoadFlags): Promise<void> {
  const [{ reachTarget }, { loadOptions }, { confirmLoad, isOwnTarget }, { loadText }, { podLabels }] =
    await Promise.all([
      import('../target/reach-target.ts'),
      import('../load/load-options.ts'),
      import('../load/consent.ts'),
      import('../present/load-text.ts'),
      import('../present/pod-labels.ts'),
    ]);
  refuseDetours(flags);
  const { target: reached, podNames } = await reachTarget(run, what, flags);
  // The environment names a proxy for whatever this machine asks; it is not what is to be loaded.
  const { proxy: _, ...target } = reached;
  const isOwn = await isOwnTarget(run, what, target);
  const options = loadOptions(flags, isOwn);
  if (!isOwn) await confirmLoad(run, target, options);

  const { generateLoad } = await import('@sticky/probe');
  run.terminal.progress('Finding out what names a pod');
  const report = await generateLoad(target, {
    ...options,
    signal: run.signal,
    onProgress: ({ at, requestsPerSecond, failures, moved }) =>
      run.terminal.progress(
        'Asking',
        `: ${Math.round(at / 1000)} s, ${Math.round(requestsPerSecond)} answers/s, ${moved} sessions moved, ${failures} failures`,
      ),
  });
  const labels = podLabels(await podNames(report.identity.by));
  run.terminal.result(report, (style) => loadText(target, report, labels, style));
  run.signal.throwIfAborted();
  if (flags.expectSticky) {
    const { whyNotSticky } = await import('../load/why-not-sticky.ts');
    const why = whyNotSticky(report);
    if (why !== undefined) throw new CliError('not-as-expected', why);
  }
}

/** What would lead a load to servers that nobody was asked about. */
function refuseDetours({ proxy, follow = 0 }: LoadFlags): void {
  if (proxy !== undefined) throw new CliError('usage', '--proxy: a load goes straight to its target: leave it out');
  if (follow > 0)
    throw new CliError('usage', '--follow: a load goes to the address that is named: name where redirects end');
}
