import { Option } from '@commander-js/extra-typings';
import { CliError } from '../../errors.ts';
import { faultOption, lengthFlag, podArgument } from '../../options/fault-options.ts';
import type { Group } from '../../program.ts';
import { beginRun, type Cli } from '../../run.ts';
import { beginFault } from './begin-fault.ts';

export function addDie(group: Group, cli: Cli): void {
  group
    .command('die')
    .description('kill the processes of a pod (SIGKILL), once or again and again')
    .argument('<pod>', 'its name; rdn6q is enough', podArgument)
    .addOption(new Option('--every <duration>', 'again and again, for a time').argParser(lengthFlag('--every')))
    .addOption(faultOption.for())
    .action(async (pod, { every, for: seconds }, command) => {
      if (every === undefined && command.getOptionValueSource('for') === 'cli')
        throw new CliError('usage', '--for says how long to go on killing: say how often with --every');
      const run = beginRun(cli, command.optsWithGlobals());
      const { namespace } = run.options;
      const repeat = every === undefined ? {} : { repeat: { everySeconds: every, seconds } };
      const moves =
        repeat.repeat === undefined ? 'until it runs again' : 'until it runs again, which takes longer each time';
      const consequence = `Requests under way fail. Its sessions move ${moves}; what it kept of them is gone.`;
      await beginFault(run, { kind: 'die', pod, namespace, ...repeat }, consequence);
    });
}
