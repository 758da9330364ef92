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
        'Its sessions wait for three tries, 5 s each, 60 s on a connection that was kept, and get 504; with change-on-failure they move after the first.';
      await beginFault(run, { kind: 'partition', pod, seconds, namespace }, consequence);
    });
}
