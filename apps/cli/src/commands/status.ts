import { fieldFlag } from '../options/field-flag.ts';
import { appText, viewText } from '../present/app-text.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { withCluster } from '../target/connect-target.ts';

export function addStatus(program: Program, cli: Cli): void {
  program
    .command('status')
    .summary('the apps, or one in detail')
    .description('show the apps, or one app with its pods, Service and routes')
    .argument('[name]', 'name of the app', fieldFlag('NAME', 'name'))
    .action(async (name, _options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const { getApp, getView } = await import('@sticky/cluster');
      await withCluster(run, async (cluster) => {
        if (name === undefined) {
          const view = await getView(cluster, run);
          run.terminal.result(view, (style) => viewText(view, style));
        } else {
          const app = await getApp(cluster, name, run);
          run.terminal.result(app, (style) => appText(app, style));
        }
      });
    });
}
