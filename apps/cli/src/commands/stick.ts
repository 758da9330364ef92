import { CliError } from '../errors.ts';
import { affinityOf, affinityOption } from '../options/affinity-options.ts';
import { appOption, routeOf } from '../options/app-options.ts';
import { fieldFlag } from '../options/field-flag.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { runVerb } from '../verb/run-verb.ts';

export function addStick(program: Program, cli: Cli): void {
  program
    .command('stick')
    .summary('keep each client on one pod')
    .description("keep each client on one pod: by a cookie on the app's routes, or by its address on the Service")
    .argument('<name>', 'name of the app', fieldFlag('NAME', 'name'))
    .addOption(affinityOption.cookie())
    .addOption(affinityOption.maxAge())
    .addOption(affinityOption.browserSession())
    .addOption(affinityOption.strength())
    .addOption(affinityOption.sameSite())
    .addOption(affinityOption.secure())
    .addOption(affinityOption.cookiePath())
    .addOption(affinityOption.header())
    .addOption(affinityOption.clientAddress())
    .addOption(affinityOption.timeout())
    .addOption(appOption.host())
    .addOption(appOption.path())
    .addOption(appOption.ingressClass())
    .action(async (name, options, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const route = routeOf(options);
      if (options.clientAddress && route !== undefined) {
        throw new CliError('usage', '--client-address works on the Service: leave out --host, or use --cookie');
      }
      const input = { name, affinity: await affinityOf(options), route };
      await runVerb(run, ({ stick }, cluster) => stick(cluster, input, run));
    });
}
