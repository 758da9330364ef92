import { fieldFlag } from '../options/field-flag.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { runRemoval } from '../verb/run-verb.ts';

export function addRemove(program: Program, cli: Cli): void {
  program
    .command('remove')
    .summary('delete all that belongs to an app')
    .description('delete the Deployment, the Service and the routes of an app')
    .argument('<name>', 'name of the app', fieldFlag('NAME', 'name'))
    .action(async (name, _options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runRemoval(run, ({ remove }, cluster) => remove(cluster, { name }, run));
    });
}
