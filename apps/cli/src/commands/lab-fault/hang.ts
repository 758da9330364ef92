import { faultOption, podArgument } from '../../options/fault-options.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { beginFault } from './begin-fault.ts';

export function addHang(group: Group, cli: Cli): void {
  group
    .command('hang')
    .description('stop the processes of a pod where they are (SIGSTOP), and let them go on at the end')
    .argument('<pod>', 'its name; rdn6q is enough', podArgument)
    .addOption(faultOption.for())
    .action(async (pod, { for: seconds }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { namespace } = run.options;
      const consequence = 'Its sessions wait, until its readiness probe has failed often enough; then they move.';
      await beginFault(run, { kind: 'hang', pod, seconds, namespace }, consequence);
    });
}
