import { DEFAULT_APP } from '@sticky/manifests';
import { appOption } from '../options/app-options.ts';
import { fieldFlag } from '../options/field-flag.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { runVerb } from '../verb/run-verb.ts';

export function addDeploy(program: Program, cli: Cli): void {
  program
    .command('deploy')
    .summary('make an app, or change it')
    .description("make an app's Deployment, or change it to what is asked")
    .argument('[name]', 'name of the app', fieldFlag('NAME', 'name'), DEFAULT_APP)
    .addOption(appOption.image())
    .addOption(appOption.replicas())
    .addOption(appOption.port())
    .addOption(appOption.healthPath())
    .action(async (name, { image, replicas, port, healthPath }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      await runVerb(run, ({ deploy }, cluster) => deploy(cluster, { name, image, replicas, port, healthPath }, run));
    });
}
