import { fieldFlag, numberFieldFlag } from '../options/field-flag.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { runVerb } from '../verb/run-verb.ts';

export function addScale(program: Program, cli: Cli): void {
  program
    .command('scale')
    .summary('change how many pods it has')
    .description('change how many pods an app has')
    .argument('<name>', 'name of the app', fieldFlag('NAME', 'name'))
    .argument('<replicas>', 'how many pods', numberFieldFlag('REPLICAS', 'replicas'))
    .action(async (name, replicas, _options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runVerb(run, ({ scale }, cluster) => scale(cluster, { name, replicas }, run));
    });
}
