import { faultOption } from '../../options/fault-options.ts';
import { numberFlag } from '../../options/number-flag.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { beginFault } from './begin-fault.ts';

export function addError(group: Group, cli: Cli): void {
  group
    .command('error')
    .description('answer requests with an error in place of their pod')
    .argument('<status>', 'from 400 to 599', numberFlag('STATUS', { min: 400, max: 599 }))
    .addOption(faultOption.host())
    .addOption(faultOption.pod())
    .addOption(faultOption.share())
    .addOption(faultOption.for())
    .action(async (status, { for: seconds, ...requests }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { namespace } = run.options;
      const consequence = 'Clients see the error, unless the route tries again after it (proxy-next-upstream).';
      await beginFault(run, { kind: 'error', status, seconds, namespace, ...requests }, consequence);
    });
}
