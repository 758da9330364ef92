import { delayFlag } from '../../options/delay-flag.ts';
import { faultOption } from '../../options/fault-options.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { beginFault } from './begin-fault.ts';

export function addLatency(group: Group, cli: Cli): void {
  group
    .command('latency')
    .description('let requests reach their pod late')
    .argument('<delay>', 'how late: 200ms, 2s', delayFlag('DELAY', { most: 600_000 }))
    .addOption(faultOption.host())
    .addOption(faultOption.pod())
    .addOption(faultOption.share())
    .addOption(faultOption.for())
    .action(async (milliseconds, { for: seconds, ...requests }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { namespace } = run.options;
      const consequence = 'Answers take that much longer, and no session moves.';
      await beginFault(run, { kind: 'latency', milliseconds, seconds, namespace, ...requests }, consequence);
    });
}
