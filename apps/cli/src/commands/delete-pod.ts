import { objectName } from '../options/kubernetes-name.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { runVerb } from '../verb/run-verb.ts';

export function addDeletePod(program: Program, cli: Cli): void {
  program
    .command('delete-pod')
    .summary('delete one pod, wait for the next')
    .description('delete one pod, and wait for the one that takes its place')
    .argument('<pod>', 'name of the pod', objectName('POD'))
    .action(async (pod, _options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runVerb(run, ({ deletePod }, cluster) => deletePod(cluster, { pod }, run));
    });
}
