import { Option } from '@commander-js/extra-typings';
import type { WatchAnswer } from '@sticky/probe';
import { endedByCtrlC } from '../interrupt.ts';
import { appOrUrl } from '../options/app-or-url.ts';
import { numberFlag } from '../options/number-flag.ts';
import { addReachOptions } from '../options/reach-options.ts';
import { showsCluster } from '../options/shown-options.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli, type Run } from '../run.ts';
import { reachTarget } from '../target/reach-target.ts';
import { oneLine } from '../terminal/printable.ts';

export function addWatch(program: Program, cli: Cli): void {
  addReachOptions(program.command('watch'))
    .summary('who answers, once a second')
    .description('ask again and again with one cookie jar, and print who answers, until Ctrl+C')
    .argument('<name|url>', 'an app, or any address', appOrUrl)
    .configureHelp(showsCluster)
    .optionsGroup('How often:')
    .addOption(
      new Option('--interval <seconds>', 'time between two requests')
        .argParser(numberFlag('--interval', { min: 0.05, max: 3_600, fraction: true }))
        .default(1),
    )
    .addOption(
      new Option('--count <n>', 'end after so many requests').argParser(numberFlag('--count', { min: 1, max: 1e9 })),
    )
    .optionsGroup('Who answers:')
    .option('--identity <how>', 'what names the pod: auto, /uuid, header:X, …')
    .action(async (what, { interval, count, ...options }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      try {
        const { target } = await reachTarget(run, what, options);
        const { watch } = await import('@sticky/probe');
        const answers = watch(target, {
          ...(options.identity !== undefined && { identity: options.identity }),
          interval: interval * 1000,
          signal: run.signal,
        });
        await printAnswers(run, answers, count ?? Number.POSITIVE_INFINITY);
        run.signal.throwIfAborted();
      } catch (error) {
        if (!endedByCtrlC(run.signal)) throw error;
      }
    });
}

async function printAnswers({ terminal }: Run, answers: AsyncIterable<WatchAnswer>, count: number): Promise<void> {
  let printed = 0;
  for await (const answer of answers) {
    terminal.entry(answer, () => answerLine(answer));
    printed += 1;
    if (printed >= count) return;
  }
}

/** The line of the tutorial's loop. */
function answerLine({ backend, failure, status, cookie }: WatchAnswer): string {
  const who = backend ?? `none (${failure ?? `status ${status}`})`;
  return oneLine(`answer: ${who} /// cookie: ${cookie === '' ? 'none' : cookie}`);
}
