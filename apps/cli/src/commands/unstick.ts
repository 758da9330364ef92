import { fieldFlag } from '../options/field-flag.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { runVerb } from '../verb/run-verb.ts';

export function addUnstick(program: Program, cli: Cli): void {
  program
    .command('unstick')
    .summary('take that away again')
    .description('take the affinity away from the routes and the Service of an app')
    .argument('<name>', 'name of the app', fieldFlag('NAME', 'name'))
    .action(async (name, _options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runVerb(run, ({ unstick }, cluster) => unstick(cluster, { name }, run));
    });
}
