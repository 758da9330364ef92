import { Option } from '@commander-js/extra-typings';
import { type Affinity, DEFAULT_APP, DEFAULT_HOST, type RouterId } from '@sticky/manifests';
import { CliError } from '../errors.ts';
import { affinityOf, affinityOption } from '../options/affinity-options.ts';
import { appOption, routeOf } from '../options/app-options.ts';
import { fieldFlag } from '../options/field-flag.ts';
import { routerFlag } from '../options/router-flag.ts';
import { showsOutput } from '../options/shown-options.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';

export function addRender(program: Program, cli: Cli): void {
  program
    .command('render')
    .summary('print its YAML for any router; asks no cluster')
    .description('print the YAML of an app with its affinity, for any router; asks no cluster')
    .argument('[name]', 'name of the app', fieldFlag('NAME', 'name'), DEFAULT_APP)
    .addOption(appOption.image())
    .addOption(appOption.replicas())
    .addOption(appOption.port())
    .addOption(appOption.healthPath())
    .addOption(appOption.serviceType())
    .addOption(appOption.host())
    .addOption(appOption.path())
    .addOption(appOption.ingressClass())
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
    .addOption(
      new Option('--no-affinity', 'without anything that keeps a client on one pod').conflicts([
        ...Object.keys(affinityOption),
      ]),
    )
    .addOption(
      new Option('--router <id>', 'what carries the affinity; `sticky routers` lists them').argParser(
        routerFlag('--router'),
      ),
    )
    .configureHelp(showsOutput)
    .action(async (name, options, command) => {
      const { parseAppSpec, renderApp, toYaml } = await import('@sticky/manifests');
      const { terminal } = beginRun(cli, command.optsWithGlobals());
      const { image, replicas, port, healthPath, type: serviceType } = options;
      const affinity = options.affinity ? await affinityOf(options) : ({ kind: 'none' } as const);
      const router = options.router ?? usualRouter(affinity);
      // A Service is all that a router of connections knows: a host would be lost there.
      const host = options.host ?? (CONNECTIONS.includes(router) ? undefined : DEFAULT_HOST);
      if (host === undefined && (options.path !== undefined || options.class !== undefined)) {
        throw new CliError('usage', `${router} knows no hosts and paths: leave --path and --class out`);
      }
      const app = parseAppSpec({
        name,
        image,
        replicas,
        port,
        healthPath,
        serviceType,
        route: routeOf({ ...options, host }),
      });
      const rendered = renderApp(app, affinity, router);

      for (const { field, reason } of rendered.losses) {
        terminal.note((style) => style.warn(`! ${field}: ${oneLine(reason)}`));
      }
      for (const need of rendered.needs ?? []) terminal.note(() => `Needs: ${oneLine(need)}`);
      terminal.result(rendered, () => toYaml(rendered.objects));
    });
}

/** Those that see connections alone. */
const CONNECTIONS: readonly RouterId[] = ['service-client-ip', 'aws-nlb'];

function usualRouter({ kind }: Affinity): RouterId {
  return kind === 'client-address' ? 'service-client-ip' : 'ingress-nginx';
}
