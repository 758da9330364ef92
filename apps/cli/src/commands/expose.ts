import { Option } from '@commander-js/extra-typings';
import { appOption, routeOf } from '../options/app-options.ts';
import { fieldFlag, numberFieldFlag } from '../options/field-flag.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { runVerb } from '../verb/run-verb.ts';

export function addExpose(program: Program, cli: Cli): void {
  program
    .command('expose')
    .summary('give it a Service, and a route')
    .description('make a Service for an app; with --host, an Ingress too')
    .argument('<name>', 'name of the app', fieldFlag('NAME', 'name'))
    .addOption(appOption.serviceType())
    .addOption(
      new Option('--port <port>', "port of the Service (default: the container's)").argParser(
        numberFieldFlag('--port', 'port'),
      ),
    )
    .addOption(appOption.host())
    .addOption(appOption.path())
    .addOption(appOption.ingressClass())
    .action(async (name, options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const input = { name, serviceType: options.type, port: options.port, route: routeOf(options) };
      await runVerb(run, ({ expose }, cluster) => expose(cluster, input, run));
    });
}
