import { delayFlag } from '../../options/delay-flag.ts';
import { faultOption } from '../../options/fault-options.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { beginFault } from './begin-fault.ts';

export function addSlowWatch(group: Group, cli: Cli): void {
  group
    .command('slow-watch')
    .description('let the routes, and whoever watches the API, hear of changes late')
    .argument('<delay>', 'how late: 200ms, 2s', delayFlag('DELAY', { most: 60_000 }))
    .addOption(faultOption.for())
    .action(async (milliseconds, { for: seconds }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const consequence =
        'Delete a pod or scale down now: its sessions still go there and get 502, unless the cookie changes on failure.';
      await beginFault(run, { kind: 'slow-watch', milliseconds, seconds }, consequence);
    });
}
