import { faultOption, podArgument } from '../../options/fault-options.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { beginFault } from './begin-fault.ts';

export function addPartition(group: Group, cli: Cli): void {
  group
    .command('partition')
    .description('cut a pod off from the ingress and the gateways')
    .argument('<pod>', 'its name; rdn6q is enough', podArgument)
    .addOption(faultOption.for())
    .action(async (pod, { for: seconds }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { namespace } = run.options;
      const consequence =
        'Its sessions wait for the connect timeout (3 tries of 5 s) and get 504; with session-cookie-change-on-failure they move.';
      await beginFault(run, { kind: 'partition', pod, seconds, namespace }, consequence);
    });
}
