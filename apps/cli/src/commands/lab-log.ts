import { Option } from '@commander-js/extra-typings';
import type { AccessEntry } from '@sticky/lab';
import { endedByCtrlC } from '../interrupt.ts';
import { podFilter, routeFilter, sessionFilter } from '../options/log-filter.ts';
import { numberFlag } from '../options/number-flag.ts';
import { accessColumns, accessHeader, accessLine } from '../present/access-text.ts';
import type { Group } from '../program.ts';
import { beginRun, type Cli, type Run } from '../run.ts';
import { labStateDir } from '../target/lab-files.ts';
import { runningLab } from '../target/running-lab.ts';

export function addLabLog(lab: Group, cli: Cli): void {
  lab
    .command('log')
    .description('show which pod answered which request, and why')
    .option('-f, --follow', 'go on with what comes, until Ctrl+C')
    .addOption(
      new Option('--tail <n>', 'begin with the last N of those kept (default: all, at most 1,000)').argParser(
        numberFlag('--tail', { min: 0, max: 1e9 }),
      ),
    )
    .addOption(new Option('--route <name>', 'of this Ingress, HTTPRoute or Service alone').argParser(routeFilter))
    .addOption(new Option('--pod <name>', 'that tried this pod alone; rdn6q is enough').argParser(podFilter))
    .addOption(new Option('--session <id>', 'of this session alone, as the log shows it').argParser(sessionFilter))
    .action(async ({ follow = false, ...options }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runningLab();
      const { followLabLog, LabError } = await import('@sticky/lab');
      const onLeftOut = (count: number) =>
        run.terminal.note(({ warn }) => warn(`! ${count} entries left out: more came than can be shown`));
      try {
        const entries = followLabLog(labStateDir(), { ...options, follow, onLeftOut, signal: run.signal });
        const count = await printEntries(run, entries, follow);
        run.signal.throwIfAborted();
        if (count === 0) run.terminal.note(() => 'Nothing to show yet.');
      } catch (error) {
        if (endedByCtrlC(run.signal)) return;
        if (!(follow && error instanceof LabError && error.code === 'ended')) throw error;
        run.terminal.note(() => 'The lab has ended.');
      }
    });
}

/** Resolves to how many there were. Who follows sees at once that it goes on. */
async function printEntries({ terminal }: Run, entries: AsyncIterable<AccessEntry>, follow: boolean): Promise<number> {
  const columns = accessColumns(terminal.width);
  const printHeader = () => terminal.line((style) => accessHeader(columns, style));
  if (follow) printHeader();
  let count = 0;
  for await (const entry of entries) {
    if (count === 0 && !follow) printHeader();
    terminal.entry(entry, (style) => accessLine(entry, columns, style));
    count += 1;
  }
  return count;
}
