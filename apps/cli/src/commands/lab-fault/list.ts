import { faultsText } from '../../present/fault-text.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { labStateDir } from '../../target/lab-files.ts';
import { runningLab } from '../../target/running-lab.ts';

export function addList(group: Group, cli: Cli): void {
  group
    .command('list')
    .description('say what goes wrong now, and until when')
    .action(async (_options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runningLab();
      const { describeFault, listFaults } = await import('@sticky/lab');
      const faults = await listFaults(labStateDir());
      run.terminal.result({ faults }, () => faultsText(faults, describeFault));
    });
}
